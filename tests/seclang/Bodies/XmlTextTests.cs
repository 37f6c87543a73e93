using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

public sealed class XmlTextTests
{
    private static CollectedRequest Read(string xml, BodySettings? settings = null) =>
        new("POST / HTTP/1.1\r\nContent-Type: text/xml\r\n\r\n" + xml, BodyProcessor.Xml, settings: settings);

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><a>x<b/> y</a>\n", "/*=x y")]
    [InlineData("<a b='1' c = \"&lt;&#x41;&#66;&amp;&quot;&apos;&gt;\">t</a>", "//@*=1", "//@*=<AB&\"'>", "/*=t")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?><a>x</a>", "/*=x")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", "/*=\xE9")]
    [InlineData("<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>", "/*=\x80")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml-stylesheet encoding='utf-7'?><a>x</a>", "/*=x")]
    [InlineData("<a xmlns='urn:x' xmlns:p='urn:y' p:q='v\n'/>", "//@*=v ", "/*=")]
    [InlineData("<a><![CDATA[<b>&amp;]]><!-- no --><?pi no?>&lt;</a>", "/*=<b>&amp;<")]
    [InlineData("<a>\n <b>1</b>\n <b>2</b></a >", "/*=\n 1\n 2")]
    [InlineData("\xEF\xBB\xBF<s:E xmlns:s=''><s:B>&#x20AC;</s:B></s:E>", "/*=\xE2\x82\xAC")]
    public void Xml_WellFormed_HasItsTextAndAttributes(string xml, params string[] values)
    {
        using var request = Read(xml);
        Assert.Equal(values, request[Collection.Xml]);
        Assert.Equal("", request.Error);
        Assert.Equal(["XML"], request[Collection.ReqbodyProcessor]);
        Assert.Empty(request[Collection.Args]);
    }

    [Theory]
    [InlineData("<a>1 < 2 & 3 &unknown; &#x0; &#xD800;</a>", "/*=1 < 2 & 3 &unknown; &#xD800;")]
    [InlineData("<a><b></a>x</b>", "/*=x")]
    [InlineData("<a>x", "/*=x")]
    [InlineData("<a/><b/>", "/*=")]
    [InlineData("text", "/*=text")]
    [InlineData("<a/>text", "/*=text")]
    [InlineData("<!DOCTYPE a [<!ENTITY e 'evil'>]><a>&e;</a>", "/*=<!DOCTYPE a [<!ENTITY e 'evil'>]>&e;")]
    [InlineData("<a b=evil>x</a>", "/*=b=evil>x")]
    [InlineData("<a b='1' b<script>x</script></a>", "//@*=1", "/*=bx")]
    [InlineData("<a b='<'/>", "//@*=<", "/*=")]
    [InlineData("<a>x</a", "/*=x</a")]
    [InlineData("<a><![CDATA[x</a>", "/*=x</a>")]
    [InlineData("<a><!-- x</a>", "/*= x</a>")]
    [InlineData("<a>\xE4</a>", "/*=\xE4")]
    [InlineData("<?xml version='1.0' encoding='us-ascii'?><a>\xE4</a>", "/*=\xE4")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?><a>\xE4</a>", "/*=\xE4")]
    [InlineData(" <?xml version='1.0' encoding='iso-8859-1'?><a>\xE4</a>", "/*=\xE4")]
    [InlineData("<a b", "/*=b")]
    [InlineData("<", "/*=<")]
    [InlineData("<>x", "/*=<>x")]
    [InlineData("<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>", "/*=+ADw-")]
    [InlineData("<?xml version='1.0' encoding = \"iso-2022-jp\"?><a>x</a>", "/*=x")]
    [InlineData("<?XML encoding='utf-8' encoding='utf-7'?><a>x</a>", "/*=x")]
    [InlineData("<?xml encoding=utf-7?><a>x</a>", "/*=x")]
    public void Xml_WithAFault_IsAnErrorAndItsTextIsSeen(string xml, params string[] values)
    {
        using var request = Read(xml);
        var seen = Array.ConvertAll(request[Collection.Xml], value => value.Replace("\0", "&#x0;", StringComparison.Ordinal));
        Assert.Equal(Array.ConvertAll(values, value => value.Replace("&unknown; &#xD800;", "&unknown; &#x0; &#xD800;", StringComparison.Ordinal)), seen);
        Assert.Equal(["1"], request[Collection.ReqbodyError]);
        Assert.NotEqual("", request.Error);
    }

    [Fact]
    public void Xml_DeeperOrWithMoreAttributesThanAllowed_IsAnErrorAndStillSeen()
    {
        using var deep = Read("<a><a><a>x</a></a></a>", new BodySettings { MaxDepth = 2 });
        Assert.Equal("XML is deeper than allowed", deep.Error);
        Assert.Equal(["/*=x"], deep[Collection.Xml]);
        using var wide = Read("<a b='1' c='2' d='3'/>", new BodySettings { MaxArguments = 2 });
        Assert.Equal("XML has more attributes than allowed", wide.Error);
        Assert.Equal(["//@*=1", "//@*=2", "/*=3"], wide[Collection.Xml]);
    }

    [Theory]
    [InlineData("<a b=\"")]
    [InlineData("<!")]
    [InlineData("<a ")]
    [InlineData("&")]
    [InlineData("<![CDATA[")]
    [InlineData("</")]
    public void Xml_OfManyBrokenPieces_IsReadInLinearTime(string piece)
    {
        var xml = string.Concat(Enumerable.Repeat(piece, 130_000 / piece.Length));
        using var request = Read(xml);
        Assert.Equal(["1"], request[Collection.ReqbodyError]);
    }
}
