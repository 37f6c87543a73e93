using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

public sealed class RequestCollectorTests
{
    [Fact]
    public void Line_WithAbsoluteFormAndFragment_ShowsRawAndParts()
    {
        using var request = new CollectedRequest("GET http://h:1/a%2Fb\\c.php?x=1#frag HTTP/1.1\r\n\r\n");
        Assert.Equal(["GET http://h:1/a%2Fb\\c.php?x=1#frag HTTP/1.1"], request[Collection.RequestLine]);
        Assert.Equal(["http://h:1/a%2Fb\\c.php?x=1#frag"], request[Collection.RequestUriRaw]);
        Assert.Equal(["/a%2Fb\\c.php?x=1"], request[Collection.RequestUri]);
        Assert.Equal(["/a/b\\c.php"], request[Collection.RequestFilename]);
        Assert.Equal(["c.php"], request[Collection.RequestBasename]);
        Assert.Equal(["x=1"], request[Collection.QueryString]);
        Assert.Equal(["GET"], request[Collection.RequestMethod]);
        Assert.Equal(["HTTP/1.1"], request[Collection.RequestProtocol]);
    }

    [Theory]
    [InlineData("http://h", "/", "/")]
    [InlineData("http://h?q", "?q", "/")]
    [InlineData("//h/p", "//h/p", "//h/p")]
    [InlineData("/p?u=http://x/y", "/p?u=http://x/y", "/p")]
    [InlineData("*", "*", "*")]
    [InlineData("h:443", "h:443", "h:443")]
    [InlineData("/?", "/?", "/")]
    [InlineData("/%41+%2541%4%zz%e4", "/%41+%2541%4%zz%e4", "/A+%41%4%zz\xE4")]
    public void Target_InEachForm_HasUriAndPath(string target, string uri, string path)
    {
        using var request = new CollectedRequest($"GET {target} HTTP/1.1\r\n\r\n");
        Assert.Equal([uri], request[Collection.RequestUri]);
        Assert.Equal([path], request[Collection.RequestFilename]);
    }

    [Fact]
    public void QueryString_OfATargetWithoutQuestionMark_HasNoValue()
    {
        using var without = new CollectedRequest("GET / HTTP/1.1\r\n\r\n");
        Assert.Empty(without[Collection.QueryString]);
        using var empty = new CollectedRequest("GET /? HTTP/1.1\r\n\r\n");
        Assert.Equal([""], empty[Collection.QueryString]);
    }

    [Fact]
    public void Arguments_OfQueryAndBody_StandInAllCollections()
    {
        using var request = new CollectedRequest("POST /?a=%31&a=2&b+c&=e& HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\na=3+4&d=%zz");
        Assert.Equal(["a=1", "a=2", "b c=", "=e", "a=3 4", "d=%zz"], request[Collection.Args]);
        Assert.Equal(["a=1", "a=2", "b c=", "=e"], request[Collection.ArgsGet]);
        Assert.Equal(["a=3 4", "d=%zz"], request[Collection.ArgsPost]);
        Assert.Equal(["a=a", "a=a", "b c=b c", "=", "a=a", "d=d"], request[Collection.ArgsNames]);
        Assert.Equal(["a=a", "a=a", "b c=b c", "="], request[Collection.ArgsGetNames]);
        Assert.Equal(["a=a", "d=d"], request[Collection.ArgsPostNames]);
        Assert.Equal(["16"], request[Collection.ArgsCombinedSize]);
        Assert.Equal(["1"], request[Collection.UrlencodedError]);
        Assert.Equal(["URLENCODED"], request[Collection.ReqbodyProcessor]);
        Assert.Equal(["a=3+4&d=%zz"], request[Collection.RequestBody]);
        Assert.Equal(["11"], request[Collection.RequestBodyLength]);
        Assert.Equal(["0"], request[Collection.ReqbodyError]);
        Assert.Equal(["0"], request[Collection.MultipartStrictError]);
        Assert.Equal(["0"], request[Collection.FilesCombinedSize]);
    }

    [Fact]
    public void Arguments_BeyondTheBound_AreAnErrorOfTheBody()
    {
        var settings = new BodySettings { MaxArguments = 2 };
        using var query = new CollectedRequest("GET /?a&b&c HTTP/1.1\r\n\r\n", settings: settings);
        Assert.Equal(["a=", "b="], query[Collection.Args]);
        Assert.Equal(["1"], query[Collection.ReqbodyError]);
        using var body = new CollectedRequest("POST /?a&b HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nc", settings: settings);
        Assert.Equal(["1"], body[Collection.ReqbodyError]);
        Assert.Equal("more arguments than allowed", body.Error);
    }

    [Fact]
    public void Headers_WithCookiesTwice_AreAllThere()
    {
        using var request = new CollectedRequest("GET / HTTP/1.1\r\nhost: a\r\nCookie: a=1;  b=x=y; c; =z\r\ncookie: a=2, d=3\r\nAuthorization: Basic abc\r\nX: \xE4\r\n\r\n");
        Assert.Equal(["a=1", "b=x=y", "c=", "=z", "a=2", "d=3"], request[Collection.RequestCookies]);
        Assert.Equal(["a=a", "b=b", "c=c", "=", "a=a", "d=d"], request[Collection.RequestCookiesNames]);
        Assert.Equal(["host=host", "Cookie=Cookie", "cookie=cookie", "Authorization=Authorization", "X=X"], request[Collection.RequestHeadersNames]);
        Assert.Equal("X=\xE4", request[Collection.RequestHeaders][^1]);
        Assert.Equal(["Basic"], request[Collection.AuthType]);
    }

    [Fact]
    public void Headers_AsText_AreTheBytesThatWereSent()
    {
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        collector.Line("GET"u8, "/"u8, "HTTP/1.1"u8);
        collector.Header("A", "\xFF");
        collector.Header("B", "\u20AC");
        collector.EndHead(BodySettings.Default);
        Assert.Equal((ReadOnlySpan<byte>)new byte[] { 0xFF }, table.ValueOf(table.Find(Collection.RequestHeaders, "a"u8)));
        Assert.Equal("\u20AC"u8, table.ValueOf(table.Find(Collection.RequestHeaders, "b"u8)));
        Assert.Equal("GET / HTTP/1.1"u8, table.ValueOf(table.FirstOf(Collection.RequestLine)));
    }

    [Fact]
    public void Body_WithoutReader_IsAValueOnlyWhereForced()
    {
        const string text = "POST / HTTP/1.1\r\nContent-Type: text/plain\r\n\r\nhello";
        using var plain = new CollectedRequest(text);
        Assert.Empty(plain[Collection.RequestBody]);
        Assert.False(plain.Body.IsWanted);
        Assert.Equal(["5"], plain[Collection.RequestBodyLength]);
        using var forced = new CollectedRequest(text, force: true);
        Assert.Equal(["hello"], forced[Collection.RequestBody]);
        using var off = new CollectedRequest(text, force: true, settings: new BodySettings { Access = false });
        Assert.Empty(off[Collection.RequestBody]);
    }

    [Fact]
    public void Body_LargerThanTheLimits_IsAnErrorAndCut()
    {
        const string text = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=0123456789";
        using var noFiles = new CollectedRequest(text, settings: new BodySettings { NoFilesLimit = 5 });
        Assert.Equal(["a=012"], noFiles[Collection.Args]);
        Assert.Equal(["1"], noFiles[Collection.ReqbodyError]);
        Assert.True(noFiles.Body.LimitExceeded);
        Assert.Equal(["0"], noFiles[Collection.InboundDataError]);
        using var all = new CollectedRequest(text, settings: new BodySettings { BodyLimit = 4 });
        Assert.Equal(["a=01"], all[Collection.Args]);
        Assert.Equal(["1"], all[Collection.InboundDataError]);
        Assert.Equal(["12"], all[Collection.RequestBodyLength]);
    }

    [Fact]
    public void Collector_UsedAgain_HasNothingOfTheRequestBefore()
    {
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        for (var i = 0; i < 3; i++)
        {
            table.Reset();
            collector.Line("POST"u8, "/?q=1"u8, "HTTP/1.1"u8);
            collector.Header("Content-Type"u8, i == 1 ? "multipart/form-data; boundary=b"u8 : "application/x-www-form-urlencoded"u8);
            collector.EndHead(BodySettings.Default);
            collector.Body.Append("--b\nC"u8);
            collector.Body.End();
            Assert.Equal(["q=1", i == 1 ? "multipart=C" : "--b\nC="], CollectedRequest.Show(table, Collection.Args));
            Assert.Equal([i == 1 ? "1" : "0"], CollectedRequest.Show(table, Collection.ReqbodyError));
            Assert.Equal([i == 1 ? "1" : "0"], CollectedRequest.Show(table, Collection.MultipartLfLine));
        }
    }

    [Fact]
    public void Response_OfAHeadAndBody_HasItsVariables()
    {
        using var table = new ValueTable();
        var response = new ResponseCollector(table);
        response.Line("HTTP/1.1"u8, 404, "Not Found"u8);
        response.Header("content-type"u8, "text/html"u8);
        response.EndHead();
        response.Body("<p>"u8, limitExceeded: true);
        Assert.Equal(["HTTP/1.1 404 Not Found"], CollectedRequest.Show(table, Collection.StatusLine));
        Assert.Equal(["404"], CollectedRequest.Show(table, Collection.ResponseStatus));
        Assert.Equal(["text/html"], CollectedRequest.Show(table, Collection.ResponseContentType));
        Assert.Empty(CollectedRequest.Show(table, Collection.ResponseContentLength));
        Assert.Equal(["<p>"], CollectedRequest.Show(table, Collection.ResponseBody));
        Assert.Equal(["1"], CollectedRequest.Show(table, Collection.OutboundDataError));
    }

    [Fact]
    public void ConnectionFacts_ThatAreNotKnown_HaveNoValue()
    {
        using var table = new ValueTable();
        new ConnectionFacts { RemoteAddress = "10.0.0.1"u8, RemotePort = 5 }.AddTo(table);
        Assert.Equal(["10.0.0.1"], CollectedRequest.Show(table, Collection.RemoteAddr));
        Assert.Equal(["5"], CollectedRequest.Show(table, Collection.RemotePort));
        Assert.Empty(CollectedRequest.Show(table, Collection.RemoteUser));
    }
}
