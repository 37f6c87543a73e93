using System.Text;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Tests.Bodies;

/// <summary>A collector that is used again allocates nothing for usual requests: what it needs it keeps.</summary>
public sealed class CollectorAllocationTests
{
    private const string JsonBody = """{"id":12345,"name":"A \"name\"","tags":["a","b","c"],"address":{"street":"x","zip":"12345","lines":["1","2"]},"ok":true,"none":null}""";

    [Theory]
    [InlineData("", "")]
    [InlineData("application/json", JsonBody)]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=%41+c&d=e")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--b--\r\n")]
    public void Collector_UsedAgain_AllocatesNothing(string contentType, string body)
    {
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        var bytes = Encoding.UTF8.GetBytes(body);
        // The first requests fill what is kept, and the pool.
        for (var i = 0; i < 50; i++) Collect(table, collector, contentType, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Collect(table, collector, contentType, bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
        Assert.True(table.CountOf(Collection.Args) >= 3);
    }

    private static void Collect(ValueTable table, RequestCollector collector, string contentType, byte[] body)
    {
        table.Reset();
        collector.Line("POST"u8, "/api/items?id=123&sort=name&limit=20"u8, "HTTP/1.1"u8);
        collector.Header("Host", "localhost");
        collector.Header("Cookie", "a=b; c=d");
        if (contentType.Length > 0) collector.Header("Content-Type", contentType);
        collector.EndHead(BodySettings.Default);
        if (contentType == "application/json") collector.Body.Change(BodyProcessor.Json);
        collector.Body.Append(body);
        collector.Body.End();
    }
}
