using Gateway.IntegrationTests.Support;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Waf;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Waf;

/// <summary>What rules keep of a request counts towards the memory for bodies, and goes back as soon as nobody needs it.</summary>
public sealed class WafMemoryTests
{
    private const string Rules = "SecRule ARGS:a \"@streq bad\" \"id:1,phase:2,deny,log\"\n";

    // More than a transaction keeps from request to request.
    private static readonly (string, string) Large = ("X-Large", new string('x', 24_000));

    [Fact]
    public async Task Transaction_ThatWaitsForAnAnswer_IsCharged_AndFreeWhileTheAnswerStreams()
    {
        await using var bench = await StartAsync("""{ "Rules": ["a.conf"], "Response": "Head" }""");
        var budget = Budget(bench);
        var gate = new TaskCompletionSource();
        bench.Backend.Answer = _ => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n") with { Gate = gate.Task };
        await using var connection = await bench.Gateway.Http1Async();
        await connection.SendAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{Large.Item1}: {Large.Item2}\r\n\r\n");
        await Eventually.Async(() => budget.UsedBytes > 0, Deadline.Default, "what waits is charged");
        gate.SetResult();
        Assert.NotEmpty(await connection.ReadSomeAsync());
        await Eventually.Async(() => budget.UsedBytes == 0, Deadline.Default, "it has been given back");
    }

    [Fact]
    public async Task Transaction_OfAWebSocket_IsFreeOnceItIsOpen()
    {
        await using var bench = await StartAsync("""{ "Rules": ["a.conf"], "Response": "Body" }""");
        var budget = Budget(bench);
        var gate = new TaskCompletionSource();
        bench.Backend.Answer = request => BackendResponse.SwitchToWebSocket(request) with { Gate = gate.Task };
        await using var connection = await bench.Gateway.Http1Async();
        await connection.SendAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{Large.Item1}: {Large.Item2}\r\n\r\n");
        await Eventually.Async(() => budget.UsedBytes > 0, Deadline.Default, "what waits is charged");
        gate.SetResult();
        Assert.NotEmpty(await connection.ReadSomeAsync());
        await Eventually.Async(() => budget.UsedBytes == 0, Deadline.Default, "it has been given back");
    }

    [Fact]
    public async Task Transaction_WithoutMemory_IsRefused()
    {
        await using var bench = await StartAsync("""{ "Rules": ["a.conf"], "Response": "Head" }""");
        Budget(bench).LimitBytes = 1024;
        await using var client = await bench.ConnectAsync();
        bench.Refused(await client.GetAsync("/", Large), 503, "body-memory-exhausted");
        // What a transaction takes before a request has grown it counts, too.
        bench.Refused(await client.GetAsync("/"), 503, "body-memory-exhausted");
        Budget(bench).LimitBytes = 1 << 20;
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Equal(0, Budget(bench).UsedBytes);
    }

    /// <summary>Of a field 256 KiB are gathered beside the 512 KiB that wait to go on: more than there is.</summary>
    [Theory]
    [InlineData("Enforce", 503)]
    [InlineData("Report", 200)]
    public async Task Fields_OfABodyThatPasses_AreCharged(string mode, int status)
    {
        await using var bench = await StartAsync($$"""{ "Mode": "{{mode}}", "Rules": ["a.conf"], "MaxInspectedBodyBytes": "256KiB" }""");
        var budget = Budget(bench);
        var body = WafBench.Multipart(("Content-Disposition: form-data; name=\"text\"", new string('y', 200 << 10)), ("Content-Disposition: form-data; name=\"f\"; filename=\"a.bin\"", new string('z', 300 << 10)));
        (string, string) type = ("Content-Type", "multipart/form-data; boundary=b-1");
        await using (var client = await bench.ConnectAsync())
        {
            Assert.Equal(200, (await client.PostAsync("/", body, type)).Status);
            Assert.Empty(bench.Reported);
            budget.LimitBytes = (768 << 10) + 1;
            Assert.Equal(status, (await client.PostAsync("/", body, type)).Status);
        }

        Assert.Equal("body-memory-exhausted", Assert.Single(bench.Gateway.Events.All, static e => e.Policy == "Waf").Reason);
        await Eventually.Async(() => budget.UsedBytes == 0, Deadline.Default, "all has been given back");
    }

    private static Task<WafBench> StartAsync(string options) => WafBench.StartAsync(options, """{ "RequestLimits": null }""", ("a.conf", Rules));

    private static RequestBodyBudget Budget(WafBench bench) => bench.Gateway.Services.GetRequiredService<WafParts>().Budget;
}
