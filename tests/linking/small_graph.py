"""A few things made up, with namesakes, other names, places within places, and what a document says of them."""

TRIG = """
graph:ontology {
  ag:NativeCommunity rdfs:label "Comunidad nativa"@es , "Native community"@en .
  ag:District rdfs:label "Distrito"@es , "District"@en .
  ag:Department rdfs:label "Departamento"@es , "Department"@en .
  ag:AdministrativeUnit rdfs:label "Unidad administrativa"@es , "Administrative unit"@en .
  ag:IndigenousPeople rdfs:label "Pueblo indígena"@es , "Indigenous people"@en .
  ag:IndigenousReserve rdfs:label "Reserva indígena"@es , "Indigenous reserve"@en .
  ag:place rdfs:label "lugar"@es , "place"@en .
  ag:people rdfs:label "pueblo"@es , "people"@en .
  ag:selfName rdfs:label "nombre propio"@es , "self-name"@en .
  ag:ubigeoINEI rdfs:label "ubigeo INEI"@es , "INEI ubigeo"@en .
  ag:legalAreaHectares rdfs:label "superficie legal (ha)"@es , "legal area (ha)"@en .
  ag:statedDays rdfs:label "días"@es , "days"@en .
  ag:gist rdfs:label "en resumen"@es , "gist"@en .
  ag:reserveStatus rdfs:label "situación"@es , "status"@en .
  ag:statedIn rdfs:label "dicho en"@es , "stated in"@en .
  v-reserve-status:indigenous skos:prefLabel "reserva indígena"@es , "Indigenous reserve"@en .
  v-verdict:accepted skos:prefLabel "aceptada"@es , "accepted"@en .
  v-verdict:outranked skos:prefLabel "superada"@es , "outranked"@en .
  v-reason:later-as-of skos:prefLabel "fecha más reciente"@es , "later date"@en .
}
graph:meta {
  source:reg a ag:Source ; dct:title "Registro"@es ; dcat:landingPage <https://example.org/reg> .
  source:nota a ag:Source ; dct:title "Nota <b>1</b>"@es ; dcat:landingPage <javascript:alert(1)> .
}
source:reg {
  admin:25 a ag:Department ; rdfs:label "Ucayali"@es ; ag:ubigeoINEI "25" .
  admin:250101 a ag:District ; rdfs:label "Callería"@es ; ag:ubigeoINEI "250101" ; ag:within admin:25 .
  admin:16 a ag:Department ; rdfs:label "Loreto"@es ; ag:ubigeoINEI "16" .
  admin:160101 a ag:District ; rdfs:label "Iquitos"@es ; ag:ubigeoINEI "160101" ; ag:within admin:16 .
  community:puerto-nuevo-1 a ag:NativeCommunity ; rdfs:label "Puerto Nuevo"@es ; ag:place admin:250101 ;
    ag:people people:iskonawa .
  community:puerto-nuevo-2 a ag:NativeCommunity ; rdfs:label "Puerto Nuevo"@es ; ag:place admin:160101 .
  community:flor a ag:NativeCommunity ; rdfs:label "Flor de Ucayali"@es .
  people:iskonawa a ag:IndigenousPeople ; rdfs:label "Iskonawa"@es , "Iskonawa"@en ; skos:altLabel "Isconahua"@es ;
    ag:selfName "Nukeyura"@xx ; skos:hiddenLabel "Apodo" .
  reserve:r a ag:IndigenousReserve ; rdfs:label "Reserva Isconahua"@es , "Isconahua Reserve"@en ;
    ag:legalAreaHectares 298487.71 ; ag:statedDays 60 ; ag:reserveStatus v-reserve-status:indigenous ;
    ag:place admin:250101 ; ag:gist "En español"@es , "In English"@en ; ag:asOf "2016-07-24"^^edtf:edtf .
}
graph:derived {
  admin:25 a ag:AdministrativeUnit . admin:250101 a ag:AdministrativeUnit ; geo:sfWithin admin:25 , admin:250101 .
  admin:16 a ag:AdministrativeUnit . admin:160101 a ag:AdministrativeUnit ; geo:sfWithin admin:16 .
}
source:nota {
  claim:1 a ag:Claim ; rdf:subject reserve:r ; rdf:predicate ag:legalAreaHectares ; rdf:object 275665.0 ;
    ag:statedIn source:nota ; ag:verdict v-verdict:outranked ; ag:reason v-reason:later-as-of .
  claim:2 a ag:Claim ; rdf:subject people:iskonawa ; rdf:predicate skos:altLabel ; rdf:object "Remo <i>x</i>"@es ;
    ag:statedIn source:nota ; ag:verdict v-verdict:outranked ; ag:reason v-reason:later-as-of .
}
"""
