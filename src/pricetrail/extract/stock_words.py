"""The words by which shops say whether something can be bought, by language.

Phrases stand as `folding.fold` leaves them or in natural spelling (they are folded when read);
``#`` is any number, ``0`` is none. A phrase matches whole words; in scripts without spaces,
anywhere.
"""

OUT_OF_STOCK: dict[str, str] = {
    "en": "out of stock|not in stock|no stock|sold out|currently unavailable|unavailable|not available|"
    "no longer available|temporarily out of stock|temporarily unavailable|out of print|discontinued|"
    "currently not available|this item is not available|is not available|isn t available|aren t available|"
    "0 in stock|0 left|0 available|in stock 0|available 0|stock 0|oos|"
    "notify me|notify me when available|notify me when in stock|notify me when back in stock|"
    "email me when available|email when in stock|email me when in stock|alert me when available|"
    "let me know when it s available|let me know when available|back in stock soon|back in stock notification|"
    "get notified|get notified when available|get stock alert|stock alert|when back in stock|"
    "when this item is back in stock|when it s back in stock|when this item is available|when it becomes available|"
    "when available|join waitlist|join the waitlist|join the waiting list|add to waitlist|waitlist|"
    "we don t know when or if this item will be back in stock|back in stock|"
    "coming soon|more on the way|awaiting stock|end of life|listing has ended|this listing was ended|"
    "bidding has ended|item ended|this item is out of stock|has sold out|sold out online|out of stock online|"
    "no longer for sale|no longer in production|not currently available|not available for purchase|"
    "not available to buy|not available to order|cannot be purchased|can t be purchased|not for sale|"
    "no longer sold|no longer stocked|not sold online|this product is sold|item has been sold|"
    "delivery not available|unavailable online|not available online|out of season|"
    "not available for delivery|not available for home delivery|sorry this item",
    "de": "nicht auf lager|nicht vorratig|nicht verfugbar|nicht lieferbar|derzeit nicht verfugbar|"
    "derzeit nicht lieferbar|zurzeit nicht verfugbar|zur zeit nicht lieferbar|momentan nicht verfugbar|"
    "aktuell nicht verfugbar|aktuell nicht lieferbar|momentan nicht lieferbar|leider nicht verfugbar|"
    "nicht mehr verfugbar|nicht mehr lieferbar|nicht mehr erhaltlich|nicht erhaltlich|nicht bestellbar|"
    "nicht mehr bestellbar|online nicht verfugbar|online nicht bestellbar|online nicht erhaltlich|"
    "ausverkauft|leider ausverkauft|vergriffen|bereits verkauft|leider verkauft|artikel verkauft|0 auf lager|"
    "0 verfugbar|0 stuck verfugbar|benachrichtigen sie mich|benachrichtige mich|benachrichtigung anfordern|"
    "benachrichtigen wenn verfugbar|wenn verfugbar benachrichtigen|wieder verfugbar|verfugbarkeitsalarm|"
    "e mail wenn verfugbar|informieren sie mich|wieder lieferbar|bald wieder da|bald verfugbar|demnachst verfugbar|"
    "nicht vorhanden|kein bestand|nicht kaufbar|auslaufartikel nicht|angebot beendet|verfugbarkeit unbekannt|"
    "ob und wann dieser artikel wieder vorratig sein wird|nicht im sortiment|wird nicht mehr hergestellt",
    "fr": "rupture de stock|en rupture de stock|en rupture|rupture|epuise|produit epuise|indisponible|"
    "actuellement indisponible|temporairement indisponible|momentanement indisponible|non disponible|"
    "n est pas disponible|n est plus disponible|plus disponible|pas disponible|pas en stock|plus en stock|"
    "hors stock|victime de son succes|0 en stock|stock epuise|article epuise|me prevenir|"
    "prevenez moi|m avertir|me prevenir de son retour|alertez moi|etre alerte|m alerter|"
    "etre averti|avertissez moi|etre prevenu|quand disponible|quand le produit sera disponible|bientot disponible|"
    "de retour en stock|retour en stock|arrete|produit arrete|vendu|deja vendu|reapprovisionnement en cours",
    "es": "agotado|agotada|producto agotado|sin stock|sin existencias|no disponible|no esta disponible|"
    "actualmente no disponible|temporalmente no disponible|temporalmente agotado|no hay existencias|no hay stock|"
    "fuera de stock|fuera de existencias|descatalogado|ya no disponible|ya no esta disponible|indisponible|"
    "stock agotado|vendido|0 disponibles|0 en stock|avisame|avisame cuando|avisarme|avisenme|avisame cuando este disponible|"
    "notificarme|notificame|avisar cuando este disponible|cuando este disponible|cuando vuelva a estar disponible|"
    "proximamente|no se vende|articulo no disponible|entre en stock|de nuevo en stock",
    "it": "non disponibile|esaurito|esaurita|prodotto esaurito|articolo esaurito|attualmente non disponibile|"
    "temporaneamente non disponibile|momentaneamente non disponibile|non e disponibile|non piu disponibile|"
    "terminato|fuori produzione|non in magazzino|0 disponibili|non ordinabile|avvisami|avvisami quando disponibile|"
    "avvisami quando|quando disponibile|quando sara disponibile|notificami|prossimamente|di nuovo disponibile|"
    "nuovamente disponibile|presto disponibile|disponibile a breve|non acquistabile|sold out|venduto",
    "pt": "esgotado|esgotada|produto esgotado|indisponivel|produto indisponivel|sem stock|sem estoque|"
    "fora de estoque|fora de stock|nao disponivel|nao esta disponivel|temporariamente indisponivel|"
    "temporariamente esgotado|atualmente indisponivel|de momento indisponivel|0 em stock|0 em estoque|"
    "avise me|avisa me|avise me quando chegar|avisar me|me avise|notificar me|quando disponivel|"
    "quando estiver disponivel|quando houver stock|brevemente|em breve|descontinuado|vendido|sem disponibilidade",
    "nl": "uitverkocht|niet op voorraad|niet beschikbaar|niet leverbaar|tijdelijk uitverkocht|"
    "tijdelijk niet leverbaar|tijdelijk niet op voorraad|momenteel niet leverbaar|momenteel niet beschikbaar|"
    "niet meer leverbaar|niet meer beschikbaar|niet voorradig|online uitverkocht|geen voorraad|binnenkort leverbaar|"
    "mail mij|houd mij op de hoogte|mail me wanneer|mail mij wanneer|breng mij op de hoogte|"
    "stuur mij een mail|ontvang een melding|weer op voorraad|weer leverbaar|wanneer beschikbaar|0 op voorraad|"
    "binnenkort beschikbaar|niet meer verkrijgbaar|niet verkrijgbaar|verkocht|niet bestelbaar|uit assortiment",
    "pl": "niedostepny|niedostepna|niedostepne|niedostepny online|produkt niedostepny|towar niedostepny|"
    "brak w magazynie|brak towaru|brak na stanie|brak produktu|chwilowo niedostepny|chwilowy brak|"
    "tymczasowo niedostepny|obecnie niedostepny|wyprzedany|wyprzedane|wyprzedano|nakladu brak|naklad wyczerpany|"
    "brak|produkt wycofany|wycofany|sprzedany|sprzedane|0 szt|0 sztuk|powiadom|powiadom mnie|powiadom o dostepnosci|"
    "powiadom mnie o dostepnosci|powiadom gdy dostepny|gdy dostepny|gdy bedzie dostepny|nie jest dostepny|"
    "nie dostepny|wkrotce w sprzedazy|wkrotce dostepny|zakonczono|zakonczona|oferta zakonczona",
    "ro": "stoc epuizat|indisponibil|nu este in stoc|nu este disponibil|stoc 0|fara stoc|lipsa stoc|"
    "epuizat|indisponibila|momentan indisponibil|produs indisponibil|nu mai este disponibil|nu se afla in stoc|"
    "anunta ma|anunta ma cand|notifica ma|alerta stoc|alerta disponibilitate|cand revine in stoc|revine in stoc|"
    "cand este disponibil|nu e in stoc|produsul nu este in stoc|vandut|in curand|in curs de aprovizionare|"
    "iesit din stoc|stoc indisponibil|stoc furnizor epuizat",
    "cs": "vyprodano|neni skladem|nedostupne|nedostupny|momentalne nedostupne|docasne nedostupne|"
    "docasne vyprodano|neni na sklade|prodej skoncil|prodej ukoncen|ukonceno|hlidat dostupnost|hlidat|"
    "upozornit na dostupnost|hlidaci pes|aktualne nedostupne|aktualne vyprodano|neni dostupne|neni k dispozici|"
    "trvale vyprodano|vyprodane|neni mozne objednat|nelze objednat|jiz se neprodava|0 ks|upozornit|"
    "pripravujeme|ocekavame|na dotaz|docasne neni skladem|az bude skladem|nedodava se",
    "sk": "vypredane|nie je skladom|nedostupne|nedostupny|momentalne nedostupne|docasne nedostupne|"
    "momentalne vypredane|nie je na sklade|predaj ukonceny|predaj skoncil|strazit dostupnost|strazny pes|"
    "upozornit na dostupnost|nie je dostupne|nie je k dispozicii|aktualne nedostupne|docasne vypredane|"
    "neda sa objednat|uz sa nepredava|0 ks|ukonceny predaj|nie je mozne objednat|vypredany",
    "ru": "нет в наличии|нет на складе|отсутствует|отсутствует на складе|товар отсутствует|закончился|"
    "товар закончился|закончилось|распродано|товар распродан|раскупили|временно отсутствует|временно нет в наличии|"
    "снят с продажи|снято с продажи|снят с производства|недоступен|недоступно|не доступен|нет в продаже|"
    "товара нет|уведомить|сообщить о поступлении|уведомить о поступлении|уведомить о наличии|сообщить о наличии|"
    "сообщить когда появится|узнать о поступлении|ожидается|скоро в продаже|ожидаем поступления|продано|"
    "подписаться на поступление|ожидается поступление|нет в интернет магазине|больше не продается|"
    "скоро будет|под заказ недоступно|продажа завершена|нет товара|уточняйте наличие",
    "tr": "stokta yok|tukendi|tukenmistir|stoklarda yok|stok yok|stokta bulunmamaktadir|gecici olarak tukendi|"
    "su an stokta yok|temin edilemiyor|satista degil|mevcut degil|stokta kalmadi|gelince haber ver|"
    "gelince haber et|stoga gelince haber ver|haber ver|fiyat gelince haber ver|haberdar et|stokta mevcut degil|"
    "su anda mevcut degil|yakinda|urun tukendi|satisa kapali|stoklarimizda yok|stokta 0|0 adet",
    "ar": "غير متوفر|غير متاح|نفدت الكمية|نفذت الكمية|نفد من المخزون|نفذ من المخزون|غير متوفر حاليا|"
    "غير متاح حاليا|نفدت|نفد|نفذت|نفذ|غير متوفرة|غير متاحة|انتهت الكمية|أعلمني|أعلمني عند التوفر|أخبرني عند التوفر|"
    "أشعرني عند التوفر|نبهني|نبهني عند التوفر|إعلامي عند التوفر|بيعت|نفاد الكمية|غير موجود|عند توفره|قريبا|"
    "غير متوفر في المخزون|تم البيع|إشعار عند التوفر|أبلغني عند توفره",
    "he": "אזל מהמלאי|אזל|לא במלאי|אין במלאי|לא זמין|חסר במלאי|המלאי אזל|לא זמין כרגע|אזל המלאי|"
    "עדכנו אותי|עדכן אותי|הודיעו לי|הודע לי|כשיחזור למלאי|לא קיים במלאי|המוצר אזל|לא ניתן לרכישה|"
    "עדכנו אותי כשיחזור למלאי|נגמר המלאי|נמכר|בקרוב|חזר למלאי|אינו זמין|לא זמינה|אזל מן המלאי",
    "zh": "缺货|缺貨|无货|無貨|售罄|已售完|已售罄|售完|暂无库存|暫無庫存|没有库存|沒有庫存|无库存|無庫存|"
    "暂时缺货|暫時缺貨|補貨中|补货中|到货通知|到貨通知|貨到通知|货到通知|已下架|下架|不可购买|無法購買|"
    "目前无货|目前無貨|不供貨|库存不足|庫存不足|库存0|庫存0|完售|已完售|銷售一空|停售|已停售|停產|停产|"
    "即将上市|即將上市|敬请期待|敬請期待|补货提醒|補貨通知|暫不供應|暂不供应|不可訂購|绝版|絕版|尚無庫存|"
    "已结束|已結束|目前缺貨|熱銷一空|来货通知|當前不可售|暂不可售|搶購一空|没货",
    "ja": "在庫切れ|在庫なし|在庫無し|品切れ|売り切れ|売切れ|売切|完売|入荷待ち|未入荷|入荷未定|"
    "在庫がありません|在庫はありません|在庫はございません|在庫がございません|現在お取り扱いできません|"
    "お取り扱いできません|販売終了|取扱終了|取り扱い終了|生産終了|再入荷通知|再入荷お知らせ|再入荷のお知らせ|"
    "入荷お知らせ|入荷通知|入荷連絡|販売休止|在庫0|欠品|終売|販売していません|購入できません|"
    "受付終了|注文できません|近日発売|近日入荷|再入荷待ち|入荷次第お知らせ|sold out|お届けできません|"
    "ご注文いただけません|予約終了|予約受付終了|再入荷リクエスト",
    "ko": "품절|일시품절|일시 품절|매진|재고 없음|재고없음|재고가 없습니다|재고 부족|재고부족|판매종료|"
    "판매 종료|판매중지|판매 중지|단종|재입고 알림|재입고알림|입고 알림|입고알림|판매완료|판매 완료|구매불가|"
    "구매 불가|구매할 수 없|재입고 예정|입고예정|입고 예정|출시예정|출시 예정|현재 판매하지|솔드아웃|품절된|재입고",
    "da": "ikke pa lager|udsolgt|midlertidigt udsolgt|ikke tilgaengelig|ikke laengere tilgaengelig|"
    "ikke tilgaengelig online|udgaet|udgaaet|ikke pa lager online|fa besked|giv mig besked|giv besked|"
    "ikke til salg|solgt|0 pa lager|0 stk pa lager|midlertidigt ikke pa lager|kan ikke bestilles|kommer snart",
    "sv": "slut i lager|slutsald|slutsalt|ej i lager|inte i lager|finns ej i lager|finns inte i lager|"
    "tillfalligt slut|ej tillganglig|inte tillganglig|ej tillganglig online|slut pa lager|utgatt|har utgatt|"
    "bevaka|bevaka produkten|meddela mig|bevaka vara|slut online|sald|kan ej bestallas|ej bestallningsbar|"
    "0 i lager|slut i webblager|inte tillganglig online|kommer snart|tillfalligt slutsald|lagersaldo 0",
    "no": "ikke pa lager|utsolgt|midlertidig utsolgt|ikke tilgjengelig|utgatt|gi meg beskjed|varsle meg|"
    "fa beskjed|ikke pa nettlager|ikke tilgjengelig pa nett|utsolgt pa nett|ikke lenger tilgjengelig|"
    "0 pa lager|midlertidig tomt|tomt pa lager|kan ikke bestilles|kommer snart|ikke i salg|si fra nar",
    "fi": "ei varastossa|loppu varastosta|loppunut|loppuunmyyty|tilapaisesti loppu|ei saatavilla|"
    "tilapaisesti loppunut|varastosta loppu|myyty loppuun|ei saatavana|poistunut valikoimasta|poistunut|"
    "ilmoita kun|ilmoita minulle|tilaa ilmoitus|ei tilattavissa|0 varastossa|myyty|ei ole saatavilla|"
    "ei ole varastossa|tulossa pian|loppu verkosta",
    "hu": "nincs raktaron|nincs keszleten|elfogyott|nem elerheto|atmenetileg nem elerheto|kifutott|"
    "nem rendelheto|keszlethiany|nem kaphato|jelenleg nem elerheto|atmenetileg elfogyott|ertesitest kerek|"
    "ertesites kerese|ertesitsen|kifogyott|megszunt|0 db|jelenleg nincs raktaron|jelenleg nem rendelheto|"
    "mar nem kaphato|nincs raktar|eladva|hamarosan",
    "el": "εξαντλημενο|εξαντληθηκε|μη διαθεσιμο|δεν ειναι διαθεσιμο|εκτος αποθεματος|προσωρινα εξαντλημενο|"
    "δεν υπαρχει διαθεσιμοτητα|μη διαθεσιμος|μη διαθεσιμη|ειδοποιησε με|ενημερωστε με|ειδοποιηση|"
    "προσωρινα μη διαθεσιμο|εξαντλημενη|δεν διατιθεται|καταργηθηκε|αναμενεται|ενημερωσε με|χωρις αποθεμα",
    "uk": "немає в наявності|нема в наявності|немає на складі|закінчився|товар закінчився|розпродано|"
    "немає у наявності|недоступний|недоступно|тимчасово відсутній|відсутній|знято з виробництва|"
    "повідомити про наявність|повідомити|повідомити коли з явиться|знятий з продажу|знято з продажу|продано|"
    "очікується|закінчилось|скоро у продажу|немає в продажу|не доступний",
    "vi": "hết hàng|tạm hết hàng|không còn hàng|ngừng kinh doanh|không có sẵn|ngừng bán|tạm hết|"
    "đã bán hết|cháy hàng|ngừng sản xuất|báo tôi khi có hàng|báo khi có hàng|thông báo khi có hàng|"
    "nhận thông báo khi có hàng|sắp có hàng|hàng sắp về|sắp về hàng|không khả dụng|chưa có hàng",
    "id": "stok habis|habis|habis terjual|tidak tersedia|stok kosong|kosong|tidak ada stok|"
    "beri tahu saya|ingatkan saya|beritahu saya|terjual habis|barang habis|segera hadir|tidak dijual|stok 0",
    "th": "สินค้าหมด|หมดสต็อก|หมดสต๊อก|ไม่มีสินค้า|สินค้าหมดชั่วคราว|หมดชั่วคราว|ไม่พร้อมจำหน่าย|แจ้งเตือนเมื่อมีสินค้า|"
    "ของหมด|ไม่มีในสต็อก|เลิกจำหน่าย|เลิกผลิต|เร็วๆ นี้|ขายหมดแล้ว|ไม่มีของ",
    "hi": "स्टॉक में नहीं|आउट ऑफ स्टॉक|आउट ऑफ़ स्टॉक|उपलब्ध नहीं|स्टॉक खत्म|बिक चुका|स्टॉक समाप्त|मुझे सूचित करें|"
    "बिक गया|अनुपलब्ध|अभी उपलब्ध नहीं है|वर्तमान में अनुपलब्ध",
    "bg": "няма в наличност|изчерпан|изчерпано|не е наличен|не е налично|неналичен|изчерпана наличност|"
    "няма наличност|уведоми ме|извести ме|няма на склад|изчерпано количество|очаквайте",
    "hr": "nije dostupno|nedostupno|rasprodano|nije na zalihi|nema na zalihi|nije na stanju|nema na stanju|"
    "nije na skladistu|trenutno nedostupno|obavijesti me|obavestite me|obavijestite me|obavesti me|rasprodato|"
    "nije raspolozivo|trenutno nije dostupno|nema na lageru|nije na lageru|nema u ponudi",
    "sl": "ni na zalogi|razprodano|ni na voljo|trenutno ni na zalogi|obvesti me|ni vec na voljo|nedobavljivo|"
    "zaloga 0|ni dobavljivo|trenutno ni na voljo|obvestite me|ni v zalogi",
    "lt": "neturime|isparduota|nera sandelyje|prekes neturime|siuo metu neturime|nera prekyboje|informuoti kai atsiras",
    "lv": "nav noliktava|nav pieejams|izpardots|nav uz vietas|prece nav pieejama",
    "et": "ei ole laos|laost otsas|otsas|valja muudud|pole saadaval|ei ole saadaval|pole laos|labi muudud",
    "fa": "ناموجود|موجود نیست|اتمام موجودی|موجود شد خبرم کن|به من اطلاع بده|تمام شد|خبرم کنید|موجود شد به من اطلاع بده",
}

PREORDER: dict[str, str] = {
    "en": "pre order|preorder|pre order now|pre ordered|available for pre order|backorder|back order|"
    "available on backorder|can be backordered|available for backorder|backordered|on backorder|presale|pre sale|"
    "available to pre order|release date|to be released|will be released on|available from #|releases on|"
    "this item will be released|not yet released|reserve now|available to order",
    "de": "vorbestellen|vorbestellung|vorbestellbar|jetzt vorbestellen|vorverkauf|noch nicht erschienen|"
    "erscheint am|vorbesteller|nachbestellt|wird nachbestellt|nachlieferung|vormerken|reservierbar",
    "fr": "precommande|precommander|pre commande|pre commander|en precommande|disponible en precommande|"
    "prevente|precommandez|sortie prevue|a paraitre|paraitra le",
    "es": "preventa|reservar ahora|reserva ya|reservar|en preventa|preventa online|pre compra|precompra|"
    "preordenar|pre orden|bajo reserva|resérvalo|proximo lanzamiento|reserva|preorden",
    "it": "preordine|pre ordine|preordina|prenota|prenotabile|prenota ora|pre ordina|in prenotazione|prenotazione|"
    "preordinabile|prevendita|disponibile dal",
    "pt": "pre venda|pre encomenda|pre encomendar|pre reserva|reservar|pre lancamento|em pre venda|reserve ja",
    "nl": "pre order|pre orderen|vooruitbestellen|reserveren|nog niet verschenen|reserveer|voorverkoop|"
    "reserveer nu|nu reserveren|binnenkort verwacht reserveer|in backorder|nabestelling|verschijnt op",
    "pl": "przedsprzedaz|zamow w przedsprzedazy|zamow przed premiera|zapowiedz|preorder|w przedsprzedazy|"
    "premiera|kup w przedsprzedazy",
    "ro": "precomanda|pre comanda|precomandati|in precomanda|lansare in|disponibil la precomanda",
    "cs": "predobjednat|predobjednavka|predprodej|predobjednavky|v predprodeji",
    "sk": "predobjednat|predobjednavka|predpredaj|v predpredaji",
    "ru": "предзаказ|предварительный заказ|оформить предзаказ|по предзаказу|предзаказать",
    "tr": "on siparis|on siparis ver|on satis|on siparise ozel|on siparisle",
    "ar": "طلب مسبق|الطلب المسبق|اطلب مسبقا|الحجز المسبق|حجز مسبق|احجز الآن|اطلب الآن مسبقا",
    "he": "הזמנה מוקדמת|מכירה מוקדמת|להזמנה מוקדמת|הזמינו מראש|הזמנה מראש|מכירה מוקדמת",
    "zh": "预售|預售|预订|預訂|预购|預購|预约|預約|預購中|接受预订|现已接受预订|現已接受預訂|立即預購",
    "ja": "予約受付中|予約する|予約注文|ご予約|予約商品|予約販売|予約可|予約購入|先行予約|先行販売|予約|"
    "発売予定|お取り寄せ|取り寄せ|取寄|発売前",
    "ko": "예약판매|예약 판매|사전예약|사전 예약|예약구매|예약 구매|예약주문|사전 주문|사전주문|예약상품|예약 상품|프리오더",
    "da": "forudbestil|forudbestilling|forhandsbestil|forudbestil nu|kan forudbestilles|restordre",
    "sv": "forhandsboka|forbestall|forboka|forhandsbestall|forbestallning|forhandsbokning|restnoterad",
    "no": "forhandsbestill|forhandsbestilling|forhandskjop|forhandssalg|restordre",
    "fi": "ennakkotilaa|ennakkotilaus|ennakkotilattavissa|ennakkomyynti|ennakkovaraa|jalkitoimitus",
    "hu": "elorendeles|elorendelheto|eloredeles|elojegyezheto|elorendelem|elojegyzes|elorendeleses",
    "el": "προπαραγγελια|κατοπιν παραγγελιας|προ παραγγελια|προπωληση",
    "uk": "передзамовлення|передзамовити|попереднє замовлення|під замовлення",
    "vi": "đặt trước|đặt hàng trước|hàng đặt trước",
    "id": "pre order|pesan dulu|prapesan|pra pesan",
    "th": "สั่งจองล่วงหน้า|พรีออเดอร์|สั่งจอง|จองล่วงหน้า",
    "hi": "प्री ऑर्डर|प्रीऑर्डर|प्री-ऑर्डर",
    "bg": "предварителна поръчка|предварителна продажба|поръчай предварително",
    "hr": "prednarudzba|predbiljezba|prednarudzbe|pretprodaja|pretplata",
    "sl": "prednarocilo|prednarocite|prednaroci|predprodaja",
    "lt": "isankstinis uzsakymas", "lv": "prieksspasutijums", "et": "eeltellimus|ettetellimus", "fa": "پیش خرید|پیش فروش",
}  # fmt: skip

IN_STOCK: dict[str, str] = {
    "en": "in stock|instock|available|available now|in stock online|available online|available to ship|"
    "available for delivery|available immediately|ready to ship|ships today|ships from|ships within|ships in #|"
    "usually ships|usually dispatched|dispatched within|dispatched in|dispatch within|dispatches in|"
    "order within|get it by|get it tomorrow|get it today|delivered by|delivery by|arrives by|arrives in #|"
    "ready for dispatch|ready for shipping|only # left|# left in stock|# left|# in stock|# available|"
    "# items left|# remaining|last one|last few|low stock|limited stock|limited availability|almost gone|"
    "low in stock|selling fast|in stock and ready|more than # available|delivery in #|next day delivery|"
    "same day dispatch|few left|hurry only # left|ready to dispatch|ready for pickup|available today|on stock|"
    "available from stock|in store and online|estimated delivery|home delivery available|ships same day|"
    "ships next day|ships by|dispatched today|immediate dispatch|add to cart|add to basket|add to bag|buy now|"
    "running low|nearly gone|in warehouse|item available|fulfilled by|in limited stock|made to order|"
    "delivery available|dispatched from|leaves warehouse|in stock at",
    "de": "auf lager|vorratig|lieferbar|sofort lieferbar|sofort verfugbar|verfugbar|online verfugbar|lagernd|"
    "ab lager|versandfertig|sofort versandfertig|lieferzeit #|lieferung in #|lieferung bis|noch # auf lager|"
    "nur noch # auf lager|nur noch # verfugbar|nur noch # stuck|noch # stuck|nur noch wenige|wenige exemplare|"
    "geringer bestand|knapp|# auf lager|# verfugbar|# stuck verfugbar|# vorratig|erhaltlich|kurzfristig lieferbar|"
    "versand in #|versandbereit|lieferbar in #|lieferung morgen|morgen bei dir|bald ausverkauft|auf vorrat|"
    "am lager|bestellbar|online bestellbar|in den warenkorb|versandfertig in|sofort ab lager|lieferung zwischen|"
    "fast ausverkauft|nur noch # artikel|wenige verfugbar|letzte verfugbare|lieferbar innert|versand heute|"
    "lieferzeit ca #|lieferfrist #|lieferbar ab lager|letztes stuck|abholbereit|auf bestellung lieferbar",
    "fr": "en stock|disponible|disponible en ligne|disponible immediatement|expedie sous|expedition sous|"
    "livre le|livraison sous|livre sous|plus que # en stock|plus que # exemplaires|il ne reste plus que|"
    "il ne reste que|derniers articles|derniers articles en stock|dernieres pieces|# en stock|stock limite|"
    "expedie en #|pret a etre expedie|expedie aujourd hui|en magasin et en ligne|quantite limitee|livraison prevue|"
    "livraison en #|stock disponible|bientot epuise|ajouter au panier|expedition en #|en stock en ligne|"
    "dernier article|plus que # disponibles|disponible sous #|livre chez vous|expedie demain|disponibles|"
    "derniers exemplaires|vente en ligne|livraison a partir|livraison estimee",
    "es": "en stock|disponible|disponible online|disponible ahora|hay existencias|con stock|quedan #|solo queda #|"
    "solo quedan #|ultimas unidades|ultima unidad|# disponibles|# en stock|envio en #|entrega en #|envio inmediato|"
    "entrega inmediata|recibelo|en existencia|disponibilidad inmediata|stock disponible|pocas unidades|"
    "disponible en #|listo para enviar|unidades disponibles|llega manana|llega el|llega entre|anadir al carrito|"
    "agregar al carrito|entrega entre|stock inmediato|anadir a la cesta|disponibles|recogida disponible|"
    "casi agotado|entrega prevista|recibelo manana|en almacen",
    "it": "disponibile|disponibilita immediata|in magazzino|in stock|disponibile subito|disponibile online|"
    "pronta consegna|spedito in #|spedizione in #|consegna in #|solo # disponibili|ne rimangono #|# disponibili|"
    "ultimi pezzi|ultimi # pezzi|ultimo pezzo|pochi pezzi|disponibilita limitata|spedizione immediata|"
    "aggiungi al carrello|solo # rimasti|# pezzi|disponibili|consegna prevista|quantita limitata|disponibilita buona|"
    "spedito entro|disponibile per la spedizione|in pronta consegna|disponibile in #|consegna entro",
    "pt": "em stock|em estoque|disponivel|disponivel online|pronta entrega|a pronta entrega|ultimas unidades|"
    "restam #|apenas # em stock|# em stock|# em estoque|# disponiveis|disponivel para entrega|envio imediato|"
    "entrega em #|envio em #|stock disponivel|disponibilidade imediata|adicionar ao carrinho|poucas unidades|"
    "ultima unidade|disponiveis|com stock|com estoque|stock online|receba|entrega prevista|so restam|"
    "disponivel em stock|receba em casa|expedicao em #|em armazem|estoque disponivel|adicionar ao cesto",
    "nl": "op voorraad|beschikbaar|leverbaar|direct leverbaar|uit voorraad leverbaar|voorradig|morgen in huis|"
    "nog # op voorraad|nog maar # op voorraad|# op voorraad|vandaag besteld|voor # uur besteld|levertijd #|"
    "in winkelwagen|laatste stuks|bijna uitverkocht|verzonden binnen|online op voorraad|beperkte voorraad|"
    "snel leverbaar|levering binnen|op werkdagen voor|bezorging in #|ruim op voorraad|verkrijgbaar|geleverd op|"
    "in mijn winkelwagen|in winkelmand|online leverbaar|besteld morgen|leverbaar binnen|nog # beschikbaar|"
    "binnen # werkdagen|laatste exemplaren|morgen bezorgd|op werkdagen|overmorgen in huis",
    "pl": "w magazynie|dostepny|dostepna|dostepne|na stanie|produkt dostepny|dostepny od reki|wysylka w #|"
    "wysylka w ciagu|od reki|dostepny online|ostatnie sztuki|ostatnia sztuka|zostalo #|# szt|# sztuk|w sprzedazy|"
    "duza ilosc|srednia ilosc|mala ilosc|do koszyka|dodaj do koszyka|wysylka dzis|wysylka jutro|wysylka #|"
    "dostawa w #|wysylamy w #|dostepnosc duza|dostepnosc srednia|dostepnosc mala|na magazynie|jest dostepny|"
    "dostepny w magazynie|natychmiastowa wysylka|wysylka natychmiast|zostaly #|wysylka od reki|dostawa jutro|"
    "dostawa na jutro|dostepny w #|dostepnych|dostawa od",
    "ro": "in stoc|disponibil|pe stoc|stoc suficient|in stoc furnizor|livrare in #|ultimele produse|ultimul produs|"
    "ultimele # produse|stoc limitat|disponibil online|adauga in cos|livrare imediata|livrat in #|disponibila|"
    "in stoc magazin|in stoc depozit|ultimele bucati|ultimele # bucati|stoc disponibil|livrare estimata|in depozit|"
    "expediere in #|mai sunt #|mai putin de # produse|produs in stoc|stoc magazin|in stoc online",
    "cs": "skladem|na sklade|ihned k odeslani|k dispozici|dostupne|posledni kus|posledni kusy|posledni # kusy|"
    "# ks|skladem # ks|do kosiku|ihned k odberu|odesleme|expedujeme|k odeslani|dostupny|skladem u dodavatele|"
    "dodani do #|doruceni do #|expedice do #|u dodavatele|skladem online|dorucime|pripraveno k odeslani|"
    "vlozit do kosiku|pridat do kosiku|do # dnu|odeslani do|ihned|muzeme dorucit|posledni # ks|skladem posledni|"
    "posledni kus skladem|zitra u vas|do # pracovnich dnu",
    "sk": "skladom|na sklade|ihned k odoslaniu|dostupne|k dispozicii|posledny kus|posledne kusy|posledne # kusy|"
    "# ks|do kosika|odosielame|dostupny|skladom # ks|expedujeme|dodanie do #|dorucenie do #|u dodavatela|"
    "pridat do kosika|vlozit do kosika|k odoslaniu|do # dni|mozeme dorucit|dorucime|posledne # ks|ihned|zajtra u vas",
    "ru": "в наличии|есть в наличии|есть на складе|на складе|доступен|доступно|доступна|в продаже|"
    "осталось #|осталась #|осталось мало|осталось несколько|в корзину|добавить в корзину|доставим|доставка завтра|"
    "товар в наличии|есть в продаже|много|мало|достаточно|последний товар|скоро закончится|# шт|в наличии # шт|"
    "отгрузка|можно забрать|забрать сегодня|готов к отправке|доставка #|доступно #|доступно к заказу|есть|"
    "заканчивается|последняя штука|под заказ|купить|доставят|привезем|остался #|остались последние|доставка курьером",
    "tr": "stokta|stokta var|stoklarda|mevcut|stokta mevcut|hemen teslim|ayni gun kargo|bugun kargoda|"
    "hizli teslimat|sepete ekle|son # urun|son # adet|# adet|tahmini teslimat|stokta # adet|kargoya hazir|"
    "stoktan teslim|tahmini kargoya teslim|yarin kapinda|satista|tukenmek uzere|az stok|sinirli stok|"
    "stokta # adet var|stok var|# gun icinde kargoda|hemen al|saat icinde kargoda",
    "ar": "متوفر|متاح|في المخزون|متوفر في المخزون|متوفر حاليا|متبقي #|باقي #|أضف إلى السلة|متوفرة|متاح الآن|"
    "يتبقى #|تبقى #|متبقي # فقط|موجود|متاح للشراء|كمية محدودة|تبقى فقط #|متوفر الآن|جاهز للشحن|بقي #|اضف للسلة|"
    "يصلك|احصل عليه|يشحن خلال|التوصيل خلال",
    "he": "במלאי|זמין במלאי|קיים במלאי|יש במלאי|זמין|הוסף לסל|הוספה לסל|נותרו #|נשארו #|זמין למשלוח|במלאי מוגבל|"
    "מלאי מוגבל|זמין לרכישה|יחידות אחרונות|אספקה מיידית|זמין באתר|זמינה|מוצר במלאי|הוסף לעגלה|נשלח תוך|אספקה תוך",
    "zh": "有货|有貨|现货|現貨|有库存|有庫存|库存充足|庫存充足|加入购物车|加入購物車|立即购买|立即購買|"
    "现在有货|現在有貨|仅剩|僅剩|尚有庫存|尚有库存|库存紧张|庫存有限|现有库存|可购买|可購買|可訂購|可订购|"
    "現有庫存|現貨供應|现货供应|剩余#|剩餘#|庫存#|库存#|馬上買|放入購物車|立即訂購|最後#|小時內出貨|小时内发货|"
    "天内发货|天內出貨|次日達|即将售罄|供貨中|尚有貨|货源充足|少量库存|少量庫存|快速到貨|24h到貨",
    "ja": "在庫あり|在庫有り|在庫有|在庫僅少|残りわずか|残り#|即納|即日発送|即日出荷|当日発送|翌日発送|翌日配送|"
    "カートに入れる|カートに追加|在庫#|在庫残り|販売中|発送可能|あす楽|購入可|残#|"
    "営業日以内に発送|日以内に発送|お届け予定|ご注文可能|当日出荷|買い物かごに入れる|通常配送|通常発送|"
    "お届け日|出荷可能|日以内に出荷|お届けします|購入手続きへ|今すぐ買う|受注生産|入荷しました|店舗在庫あり",
    "ko": "재고 있음|재고있음|구매가능|구매 가능|장바구니 담기|장바구니에 담기|바로구매|바로 구매|구매하기|"
    "당일발송|당일 발송|오늘출발|오늘 출발|내일 도착|도착 예정|도착예정|재고 #|남은 수량|품절임박|품절 임박|"
    "배송 가능|판매중|판매 중|#개 남음|개 남았|즉시구매|오늘발송|도착 보장|도착보장|로켓배송|즉시 발송",
    "da": "pa lager|tilgaengelig|fjernlager|pa fjernlager|levering #|leveringstid #|# pa lager|# stk pa lager|"
    "laeg i kurv|laeg i kurven|fa pa lager|sendes i dag|klar til afsendelse|leveres|kun # tilbage|"
    "online pa lager|kob nu|pa lager online|levering i morgen|# tilbage|afsendes|snart udsolgt|fa tilbage|til salg",
    "sv": "i lager|finns i lager|tillganglig|webblager|i webblager|# i lager|leveranstid #|lagg i varukorg|"
    "lagg i varukorgen|fa kvar|bara # kvar|endast # kvar|fa i lager|lagervara|skickas inom|finns online|"
    "snart slut|kop nu|tillganglig online|i lager online|leverans inom|bestallningsvara|i lager for leverans|"
    "leverans #|# st i lager|skickas idag|skickas samma dag|# kvar|sista chansen",
    "no": "pa lager|tilgjengelig|nettlager|pa nettlager|legg i handlekurv|legg i handlekurven|# pa lager|"
    "leveringstid #|fa igjen|kun # igjen|sendes innen|klar til sending|kjop na|sendes i dag|levering #|"
    "pa fjernlager|fjernlager|fa pa lager|levering innen|snart utsolgt|# stk pa lager|til salgs",
    "fi": "varastossa|heti varastossa|saatavilla|lisaa ostoskoriin|toimitusaika #|heti toimitettavissa|"
    "saatavana|lahetetaan|toimitus #|vain # jaljella|tilattavissa|verkkovarastossa|heti saatavilla|"
    "# varastossa|tilaustuote|viimeiset kappaleet|toimitetaan|lahes loppu|# kpl|# jaljella|lisaa koriin|lahtee heti",
    "hu": "raktaron|keszleten|elerheto|kaphato|azonnal elviheto|szallithato|kosarba|azonnal szallithato|"
    "utolso darab|utolso darabok|# db|# db raktaron|raktarkeszleten|rendelheto|kulso raktaron|azonnal|van raktaron|"
    "szallitasi ido #|kosarba teszem|azonnal atveheto|szallitas #|megrendelheto|mar csak # db|varhato szallitas",
    "el": "διαθεσιμο|αμεσα διαθεσιμο|σε αποθεμα|διαθεσιμη|διαθεσιμος|ετοιμοπαραδοτο|προσθηκη στο καλαθι|"
    "σε αποθεματα|τελευταια κομματια|παραδοση σε|αμεση παραδοση|διαθεσιμο σε #|παραδοση #|αμεσα|παραλαβη απο|"
    "αμεση παραλαβη|μονο # διαθεσιμα|στο καλαθι|σε στοκ|διαθεσιμοτητα αμεση",
    "uk": "в наявності|у наявності|є в наявності|на складі|доступний|доступно|в кошик|до кошика|купити|"
    "закінчується|готовий до відправки|готово до відправки|є на складі|є в продажу|залишилось #|залишилася #|"
    "додати в кошик|додати до кошика|є|товар в наявності|останній товар|відправка",
    "vi": "còn hàng|có sẵn|sẵn hàng|thêm vào giỏ|thêm vào giỏ hàng|mua ngay|chỉ còn #|sắp hết hàng|"
    "# sản phẩm có sẵn|hàng có sẵn|còn # sản phẩm|giao hàng trong|# có sẵn|giao ngay",
    "id": "tersedia|stok tersedia|ada stok|ready stock|stok ready|beli sekarang|tambah ke keranjang|sisa #|"
    "stok #|ready|stok terbatas|stok tinggal|masukkan keranjang|tinggal #|tersedia #",
    "th": "มีสินค้า|พร้อมส่ง|มีในสต็อก|สินค้าพร้อมส่ง|เพิ่มลงตะกร้า|เพิ่มไปยังรถเข็น|ซื้อเลย|ซื้อสินค้า|มีของ|พร้อมจัดส่ง|มีจำหน่าย|"
    "เหลือ #|หยิบใส่ตะกร้า|หยิบใส่รถเข็น|มีสต๊อก|มีสต็อก|ใส่ตะกร้า|พร้อมจำหน่าย",
    "hi": "स्टॉक में है|स्टॉक में|उपलब्ध है|उपलब्ध|कार्ट में डालें|कार्ट में जोड़ें|अभी खरीदें|केवल # बचे|खरीदें|अभी उपलब्ध",
    "bg": "в наличност|налично|наличен|налична|на склад|добави в количката|има наличност|в склад|"
    "последни бройки|последна бройка|купи|доставка до #|изпращаме|над # бр|# бр",
    "hr": "dostupno|na zalihi|na stanju|raspolozivo|dodaj u kosaricu|na skladistu|dostupan|dodaj u korpu|"
    "isporuka #|rok isporuke #|zadnji komad|na lageru|dostupno odmah|u kosaricu|isporuka odmah|raspoloziv|"
    "dostupno online|posljednji komad|poslednji komadi|# kom|dostava u roku|dostupna",
    "sl": "na zalogi|dobavljivo|na voljo|dodaj v kosarico|dobava #|takoj na voljo|zadnji kos|v zalogi|dobavni rok #|"
    "na zalogi # kos|v kosarico|zaloga #|omejena zaloga|dobavljivo v #|takoj dobavljivo|zadnji kosi|odprema",
    "lt": "turime|yra sandelyje|yra prekyboje|i krepseli|sandelyje|pristatymas per|galima isigyti|preke sandelyje",
    "lv": "ir noliktava|pieejams|noliktava|uz vietas|ielikt groza|pievienot grozam|ir pieejams",
    "et": "laos|saadaval|lisa korvi|olemas|kohe saadaval|tarneaeg #|ostukorvi", "fa": "موجود|موجود است|موجود در انبار|افزودن به سبد خرید|آماده ارسال|تنها # عدد|ارسال از",
}  # fmt: skip

IGNORED = (
    "not available in stores|not available in store|not available for pickup|not available for collection|"
    "unavailable for pickup|unavailable in store|pickup not available|pickup unavailable|pick up unavailable|"
    "pickup currently unavailable|collection unavailable|collection not available|not sold in stores|"
    "check availability|check stock|check store availability|check in store availability|store availability|"
    "stock checker|find in store|availability|see availability|view availability|in store availability|"
    "stock availability|check availability in store|subject to availability|while stocks last|"
    "verfugbarkeit prufen|verfugbarkeit in der filiale|verfugbarkeit im markt|filialverfugbarkeit|"
    "nicht in der filiale verfugbar|verfugbarkeit|nicht im markt verfugbar|solange der vorrat reicht|"
    "voir la disponibilite|verifier la disponibilite|disponibilite|disponibilite en magasin|"
    "indisponible en magasin|non disponible en magasin|verifier le stock|dans la limite des stocks disponibles|"
    "ver disponibilidad|consultar disponibilidad|disponibilidad|disponibilidad en tienda|"
    "disponibilidade|consultar disponibilidade|disponibilidade em loja|ver disponibilidade|"
    "disponibilita|verifica disponibilita|verifica la disponibilita|disponibilita in negozio|"
    "beschikbaarheid|bekijk beschikbaarheid|winkelvoorraad|dostepnosc|sprawdz dostepnosc|"
    "sprawdz dostepnosc w sklepie|disponibilitate|verifica disponibilitatea|dostupnost|overit dostupnost|"
    "dostupnost na prodejnach|наличие|проверить наличие|наличие в магазинах|stok durumu|"
    "在庫状況|店舗在庫|库存状态|재고 확인|saatavuus|elerhetoseg|lagerstatus|available in # colours|"
    "available in # colors|available in other colours|also available|also available in|available colours|"
    "available colors|available sizes|available in|more colours available|more options available|"
    "other sizes available|financing available|available offers|gift wrap available|gift wrapping available|"
    "klarna available|available reviews|free shipping available|discount available|coupon available"
)
"""What speaks of something else than whether this can be bought."""

ADD_TO_CART: dict[str, str] = {
    "en": "add to cart|add to basket|add to bag|add to trolley|add to my bag|add to my cart|buy now|buy it now|"
    "add to shopping bag|add to shopping cart|order now|buy|purchase|add|add to order|shop now|place order|checkout|"
    "add item|buy with 1 click|buy online|add to box|add # to cart|add # to basket|place bid|subscribe now|"
    "choose options|buy this|get it now|add both to cart|pick up today|add to shopping basket|add item to cart",
    "de": "in den warenkorb|in den einkaufswagen|jetzt kaufen|in den warenkorb legen|kaufen|bestellen|"
    "jetzt bestellen|zum warenkorb hinzufugen|sofort kaufen|in die einkaufstasche|warenkorb hinzufugen|"
    "hinzufugen|in einkaufswagen|in den korb|in warenkorb|online bestellen|in den warenkorb hinzufugen",
    "fr": "ajouter au panier|acheter|acheter maintenant|ajouter|commander|je commande|achat express|"
    "mettre au panier|ajouter a mon panier|ajouter au sac|achat immediat|j achete",
    "es": "anadir al carrito|agregar al carrito|anadir a la cesta|comprar|comprar ahora|anadir|agregar|comprar ya|"
    "anadir a la bolsa|agregar a la bolsa|agregar al carro|anadir al carro|agregar a carrito|lo quiero|compralo ya",
    "it": "aggiungi al carrello|acquista|acquista ora|compra ora|compra|aggiungi|compralo subito|"
    "aggiungi alla borsa|ordina ora|ordina|metti nel carrello|compra subito",
    "pt": "adicionar ao carrinho|comprar|comprar agora|adicionar ao cesto|adicionar a sacola|adicionar|"
    "colocar no carrinho|por no cesto|adicionar ao saco|comprar ja|colocar na sacola|adicionar na sacola",
    "nl": "in winkelwagen|in winkelmandje|toevoegen aan winkelwagen|bestellen|kopen|nu kopen|in winkelmand|"
    "voeg toe aan winkelwagen|in mijn winkelwagen|bestel nu|in mandje|toevoegen aan winkelmandje|bestel|koop nu|"
    "toevoegen aan tas|toevoegen|in mijn winkelmandje|voeg toe",
    "pl": "do koszyka|dodaj do koszyka|kup teraz|kup|kup i zaplac|zamow|kupuje|do kosza|dodaj|kup online|zamawiam",
    "ro": "adauga in cos|cumpara|cumpara acum|comanda|adauga|comanda acum|in cos|cumpara online",
    "cs": "do kosiku|vlozit do kosiku|pridat do kosiku|koupit|objednat|koupit ihned|koupit nyni|vlozit",
    "sk": "do kosika|vlozit do kosika|pridat do kosika|kupit|objednat|kupit ihned|vlozit|kupit teraz",
    "ru": "в корзину|добавить в корзину|купить|купить сейчас|заказать|купить в 1 клик|положить в корзину|добавить|"
    "оформить заказ|купить в один клик|в корзину за",
    "tr": "sepete ekle|satin al|hemen al|sepete at|simdi al|siparis ver|sepete",
    "ar": "أضف إلى السلة|أضف للسلة|اشتر الآن|اشتري الآن|شراء الآن|أضف إلى عربة التسوق|إضافة إلى السلة|أضف لسلة التسوق|"
    "إضافة للسلة|أضف إلى حقيبة التسوق|اطلب الآن|شراء|أضف الى العربة|إضافة إلى عربة التسوق",
    "he": "הוסף לסל|הוספה לסל|קנה עכשיו|הוסף לעגלה|לרכישה|הוסיפו לסל|הוספה לעגלה|קנו עכשיו|הוסף לסל הקניות|הזמן עכשיו|קניה מהירה",
    "zh": "加入购物车|加入購物車|立即购买|立即購買|放入购物车|放入購物車|直接購買|马上购买|馬上買|购买|購買|"
    "加购|立即下单|加入购物袋|加入購物袋|加入购物篮|立即訂購|直接結帳|現在就買|馬上購買",
    "ja": "カートに入れる|カートに追加|今すぐ買う|買い物かごに入れる|購入する|かごに入れる|今すぐ購入|購入手続きへ|"
    "カートへ入れる|ショッピングカートに入れる|購入|注文する|カートに追加する|バッグに入れる|カゴに入れる|ご購入手続きへ|"
    "ショッピングバッグに追加|買い物カゴに入れる",
    "ko": "장바구니|장바구니 담기|장바구니에 담기|바로구매|바로 구매|구매하기|구매|지금 구매|즉시구매|주문하기|쇼핑백에 담기|쇼핑백 담기",
    "da": "laeg i kurv|laeg i kurven|kob|kob nu|tilfoj til kurv|bestil|tilfoj til kurven|laeg i indkobskurv",
    "sv": "lagg i varukorg|lagg i varukorgen|kop|kop nu|bestall|lagg till|lagg i kundvagn|handla|lagg i kundvagnen",
    "no": "legg i handlekurv|legg i handlekurven|kjop|kjop na|bestill|legg i handlevogn|legg i kurv|legg i handleposen",
    "fi": "lisaa ostoskoriin|osta|osta nyt|tilaa|lisaa koriin|lisaa ostoskassiin|ostoskoriin|koriin",
    "hu": "kosarba|kosarba teszem|kosarba rakom|megveszem|vasarlas|megrendelem|kosarhoz ad|kosarba helyezem|megrendeles",
    "el": "προσθηκη στο καλαθι|αγορα|αγορα τωρα|στο καλαθι|αγορασε το|βαλε στο καλαθι|αγορασε τωρα|αγορασε",
    "uk": "в кошик|до кошика|купити|додати в кошик|додати до кошика|замовити|купити зараз|купити в один клік|у кошик",
    "vi": "thêm vào giỏ hàng|thêm vào giỏ|mua ngay|mua hàng|đặt mua|cho vào giỏ hàng|chọn mua|đặt hàng ngay|đặt hàng",
    "id": "beli sekarang|tambah ke keranjang|masukkan keranjang|beli|tambahkan ke keranjang|beli langsung|keranjang|pesan sekarang",
    "th": "เพิ่มลงตะกร้า|ซื้อเลย|หยิบใส่ตะกร้า|เพิ่มลงในตะกร้า|ซื้อสินค้า|สั่งซื้อ|เพิ่มในรถเข็น|เพิ่มไปยังรถเข็น|ใส่ตะกร้า|ซื้อ|หยิบลงตะกร้า|เพิ่มไปยังตะกร้า",
    "hi": "कार्ट में डालें|कार्ट में जोड़ें|अभी खरीदें|खरीदें|टोकरी में डालें",
    "bg": "добави в количката|купи|купи сега|поръчай|в количката|добави",
    "hr": "dodaj u kosaricu|u kosaricu|kupi|kupi odmah|dodaj u korpu|u korpu|naruci|kupi sada|stavi u kosaricu",
    "sl": "dodaj v kosarico|v kosarico|kupi|naroci|kupi zdaj|dodaj v voziccek|v vozicek|kupi takoj",
    "lt": "i krepseli|pirkti|ideti i krepseli", "lv": "ielikt groza|pirkt|pievienot grozam|ievietot groza",
    "et": "lisa korvi|lisa ostukorvi|osta", "fa": "افزودن به سبد خرید|خرید|افزودن به سبد|خرید کنید",
}  # fmt: skip
"""What a button says that puts the product into the cart."""
