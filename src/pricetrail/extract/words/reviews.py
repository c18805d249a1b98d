"""The words of ratings and reviews."""

REVIEW_STEMS = """
    review | rating | bewertung | rezension | kundenmeinung | meinung | sternebewertung | avis
    evaluation | note | commentaire | opinion | valoracion | calificacion | resena
    comentario | recension | valutazion | voti | voto | avaliac | opinio | beoordeling | ocen
    opini | recenzi | hodnocen | hodnoten | отзыв | оцен | голос | відгук | оцін
    degerlendirme | yorum | oy | تقييم | مراجع | ביקורו | חוות | דירוג | 评 | 評 | レビュー
    口コミ | 評価 | 件 | 리뷰 | 상품평 | 후기 | 개 | 건 | omdome | betyg | anmeldelse
    vurdering | arvostelu | ertekeles | velemeny | κριτικ | αξιολογ | đánh giá | ulasan
    penilaian | รีวิว | คะแนน | vote | customer | people | ocjen | ocena | mnenj | komentar
    verified | testimon | stimm | glas
"""
"""How words begin that say what was counted: reviews, ratings, votes."""

OUT_OF = """
    / | ／ | ⁄ | out of | of | von | aus | sur | de | di | su | van | uit | z | iz | из
    з | av | af | ud af | på | od | dari | trên | din | ze | από | out of a possible | from | จาก
    מתוך | من | tól | do
"""
"""What stands between a rating and the best rating."""
