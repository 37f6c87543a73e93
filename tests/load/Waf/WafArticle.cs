namespace Gateway.LoadTests.Waf;

/// <summary>Prose as someone types it into a form: the sort of value that patterns take longest over.</summary>
internal static class WafArticle
{
    public const string Title = "How we keep the old city bikes on the road";

    public const string Text = """
        Our workshop looks after about two hundred bicycles that people rent for a day or a week. Most of them are older than ten years, and we would like to keep it that way: a good steel frame outlives every part that is screwed to it. This page collects what we have learned, so that new colleagues do not have to learn it again.

        Every bike that comes back is first washed with warm water and a soft brush. That takes five minutes and is worth an hour later, because a clean bike shows its cracks. We look at the fork, the places where the tubes meet, and the area around the bottom bracket. A hairline in the paint is usually harmless; a hairline that comes back after polishing is not, and then the frame goes to the welder on Thursday.

        The chain is next. We measure it with a gauge and replace it at three quarters of a percent, which is earlier than many shops do. A worn chain ruins the sprockets, and sprockets for these hubs are hard to find. Since we began to replace chains early, a set of sprockets lasts about four chains instead of two. The sums are on the board beside the door: 14 euros for a chain, 38 for sprockets, and half an hour of work for either.

        Brakes are simple and still the most frequent reason for a complaint. Cables stretch in their first month, so a new cable is tightened twice: on the day it is fitted and two weeks later. Write the date on the tag at the saddle. If the lever touches the handlebar, nobody may ride the bike home "just this once", not even to the other yard. We had one accident in eleven years, and it was exactly that.

        Wheels deserve more patience than they get. A wheel that is slightly out of true does not need new spokes; it needs ten quiet minutes in the stand. Turn the nipples by a quarter, never more, and work on the side that is too slack before touching the side that is too tight. Whoever hurries makes an egg. When a spoke breaks, look at its neighbours, since one that breaks at the elbow is seldom alone.

        Lights are checked in the evening, when faults are easy to see. The dynamos in the front hubs hardly ever fail. What fails is the connector underneath, where water collects, and a drop of grease prevents it. For the rear light we run the wire inside the mudguard and fix it with two small clamps; taped wires come loose in the first winter and end up in the spokes.

        Tyres are pumped to four bar, a little less for small riders. People are surprised at how much of the noise and rattle goes away. We buy tyres with a reflective stripe, which are 6 % dearer, because the police in our town fine riders without reflectors and the fine lands on our desk. Old tyres go to the farm near the canal, where they hold down the covers of the silage.

        Some words on paperwork. Each bike has a card, and each repair has a line on it: the date, your initials, what was done, which parts were used. The card stays with the bike, the copy goes into the blue folder. In spring we add everything up and see which parts we should order in larger numbers. Last year it was inner tubes (412), brake blocks (266) and, to everyone's surprise, bells. Bells get stolen. We now use the cheap ones and keep a box of them at the counter.

        When a customer is unhappy, listen first, offer a different bike, and ask what happened. Do not explain. Nine times out of ten the reason is a saddle that is too low. If someone has hurt themselves, call Martina at once, whatever the hour; her number is on the wall. Refunds up to twenty euros need no signature. Anything above that can wait until Monday, and nobody has ever minded.

        Finally, tools. They hang on the board in the order in which they are needed, and they go back there before you leave, even if you come back tomorrow. The torque wrench is sent away for calibration every January. The big vice is older than all of us and belongs to the city museum, which lends it to us for a bottle of wine each year; please treat it kindly and keep the wine in mind.

        A last remark about the children's bikes, of which there are nineteen. They are the ones that see the least care and the most joy. Fit the stabilisers only when the parents ask, and show them how to take them off again; most children need them for an afternoon. Check the reach of the brake lever with the child's own hand, because a lever that an adult finds easy may be out of reach for a six-year-old. Let them choose the colour of the bell. It costs us nothing, it makes a good start to the day, and they come back the year after with a brother or a sister. And thank you for reading all of this: whoever gets this far is owed a cup of coffee by the one who wrote it.
        """;
}
