"""By which words shops name the condition of an item."""

CONDITIONS: dict[str, str] = {
    "damaged": """
        damaged | for parts | for parts or not working | parts only | not working | defekt
        beschadigt | als ersatzteil | endommage | pour pieces | danado | para piezas
        danneggiato | uszkodzony | broken | b ware beschadigt | als ersatzteil defekt | dañado
        сломан | на запчасти | poskozene | 故障品 | ジャンク
    """,
    "refurbished": """
        refurbished | renewed | reconditioned | certified refurbished | seller refurbished
        manufacturer refurbished | recertified | refurb | remanufactured | generaluberholt
        erneuert | refurbished ware | aufbereitet | reconditionne | reconditionnee
        remis a neuf | reacondicionado | reacondicionada | ricondizionato | rigenerato
        recondicionado | gereviseerd | odnowiony | odnowione | reconditionat | repasovany
        repasovane | renovovane | восстановленный | восстановлен | yenilenmis | مجدد | מחודש
        翻新 | 官翻 | 整備済み品 | 整備品 | 整備済 | 再生品 | 리퍼 | 리퍼브 | 리퍼비시
    """,
    "used": """
        used | pre owned | preowned | second hand | secondhand | pre loved | preloved
        open box | like new | very good | used like new | used very good | used good
        used acceptable | ex display | ex demo | gebraucht | b ware | vorfuhrgerat | occasion
        d occasion | usado | usada | segunda mano | de segunda mano | seminuevo | seminovo
        usato | seconda mano | tweedehands | gebruikt | uzywany | uzywane | uzywana | folosit
        second hand folosit | pouzite | pouzity | bazar | rozbalene | бу | б у | с пробегом
        подержанный | ikinci el | مستعمل | יד שנייה | משומש | 二手 | 中古 | 중고 | begagnad
        begagnat | brugt | brukt | kaytetty | hasznalt | μεταχειρισμενο | вживаний | bekas
        มือสอง | cũ | đã qua sử dụng | rabljeno | used condition
    """,
    "new": """
        new | brand new | new with tags | new with box | new other | new in box | factory new
        new condition | unused | neu | neuware | fabrikneu | neu mit etikett | neuf | neuve
        etat neuf | nuevo | nueva | nuovo | novo | nova | nieuw | nowy | nowe | nowa | nou
        novy | nove | novy tovar | новый | новое | новая | yeni | sifir | جديد | חדש | 全新
        新品 | 새상품 | 신품 | 새제품 | ny | nytt | uusi | uj | καινουργιο | новий | baru
        ใหม่ | mới | novo stanje | sealed
    """,
}
"""Condition → its words in all languages."""

CONDITION_LABELS = """
    item condition | condition | zustand | artikelzustand | etat | estado | condizione
    condizioni | stan | stav | stare | состояние | durum | durumu | staat | conditie
    kondition | skick | tilstand | kunto | allapot | κατασταση | الحالة | מצב | 状態
    商品の状態 | 成色 | 상태 | condition of item
"""
"""What stands before the condition."""
