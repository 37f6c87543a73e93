using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Overload;

/// <summary>Two backends, one of which fails in some way: what is sent again, what never is, and how much of it.</summary>
public sealed class RetryTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _good = RecordingBackend.Start();
    private readonly RecordingBackend _bad = RecordingBackend.Start();
    private RunningGateway _gateway = null!;

    public static TheoryData<string> Failures => ["503", "close", "garbage", "gone"];

    public async ValueTask InitializeAsync()
    {
        // Generous, because what is tested is who gets what; the budget has its own route.
        var generous = """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RequestLimits": {}, "Retry": { "MaxAttempts": 3, "Backoff": "0s", "BudgetPercent": 100, "MinRetriesPerSecond": 1000, "Methods": ["GET", "HEAD", "PUT"], "OnTimeout": true, "PerTryTimeout": "10s" } }""";
        var more = $$"""{ "LoadBalancingPolicy": "RoundRobin", "Destinations": { "a": { "Address": "{{_good.Address}}" }, "b": { "Address": "{{_bad.Address}}" } } }""";
        var gone = $$"""{ "LoadBalancingPolicy": "RoundRobin", "Destinations": { "b": { "Address": "http://127.0.0.1:9/" } } }""";
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
            .Cluster(_good.Address, more: more)
            .Cluster(_good.Address, "half-gone", gone)
            .Cluster(_bad.Address, "failing")
            .Route("open", "/open/{**rest}", generous)
            .Route("gone", "/gone/{**rest}", generous, "half-gone")
            .Route("quick", "/quick/{**rest}", generous.Replace("\"10s\"", "\"200ms\"", StringComparison.Ordinal))
            .Route("reported", "/reported/{**rest}", generous.Replace("\"Retry\": {", "\"Retry\": { \"Mode\": \"Report\",", StringComparison.Ordinal))
            .Route("plain", "/plain/{**rest}")
            .Route("failing", "/failing/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Retry": { "Backoff": "0s", "MinRetriesPerSecond": 0 } }""", "failing"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task IdempotentRequest_ThatABackendCannotAnswer_GoesToTheOther(string failure)
    {
        Fail(failure);
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await WireClient.ConnectAsync(_gateway, protocol);
            for (var i = 0; i < 6; i++)
            {
                var answer = await client.GetAsync($"{Path(failure)}{i}");
                Assert.True((answer.Status, answer.Text) == (200, "ok"), $"{protocol} {i}: {answer}");
                // Nothing of the answer that was thrown away.
                Assert.False(answer.Headers.Has("X-Broken"));
            }
        }

        Assert.Equal(12, _good.Requests.Count);
        if (failure != "gone") Assert.InRange(_bad.Requests.Count, 4, 12);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Post_WhateverHappensToIt_IsSentOnce(string failure)
    {
        Fail(failure);
        var failed = 0;
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var client = await WireClient.ConnectAsync(_gateway, protocol);
            // Without a body and without a word about it; with an empty one; with one.
            foreach (var body in (string?[])[null, "", "[1]"])
            {
                for (var i = 0; i < 6; i++)
                {
                    var answer = await client.SendAsync(
                        "POST", $"{Path(failure)}{protocol}-{body?.Length}-{i}", body is null ? [] : [("Content-Type", "application/json")], body is null ? null : Encoding.ASCII.GetBytes(body));
                    if (answer.Status != 200) failed++;
                }
            }
        }

        Assert.InRange(failed, 9, 27);
        var seen = _good.Requests.Concat(_bad.Requests).Select(r => r.RequestLine).ToList();
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(failure == "gone" ? 36 - failed : 36, seen.Count);
    }

    [Fact]
    public async Task BodyInMemory_IsSentAgainWholeAndAStreamedOneNot()
    {
        Fail("503");
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http1);
        var json = Encoding.ASCII.GetBytes("[" + string.Join(',', Enumerable.Range(0, 5000)) + "]");
        for (var i = 0; i < 4; i++)
            Assert.Equal(200, (await client.SendAsync("PUT", $"/open/{i}", [("Content-Type", "application/json")], json)).Status);
        Assert.Equal(4, _good.Requests.Count);
        Assert.NotEmpty(_bad.Requests);
        Assert.All(_good.Requests.Concat(_bad.Requests), r => Assert.Equal(json, r.Body.ToArray()));

        _bad.Clear();
        for (var i = 0; i < 4; i++) await client.SendAsync("PUT", $"/open/{i}", [("Content-Type", "application/octet-stream")], json);
        var streamed = _bad.Requests.Count;
        Assert.True(streamed > 0);
        Assert.Equal(4 - streamed, _good.Requests.Count - 4);
    }

    [Fact]
    public async Task Answer_ThatHasBegun_IsNotRepeated()
    {
        _bad.Answer = _ => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", close: true);
        for (var i = 0; i < 4; i++)
        {
            await using var connection = await _gateway.Http1Async();
            await connection.SendAsync("GET /open/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // The end of the connection may overtake what was read of the backend.
            await connection.ReadSomeAsync();
        }

        Assert.Equal(4, _good.Requests.Count + _bad.Requests.Count);
    }

    [Fact]
    public async Task BackendThatHangs_IsLeftAfterTheTimePerTry()
    {
        var never = new TaskCompletionSource();
        _bad.Answer = _ => BackendResponse.Ok() with { Gate = never.Task };
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http2);
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await client.GetAsync("/quick/1")).Status);
        Assert.NotEmpty(_bad.Requests);
        _good.Answer = _bad.Answer;
        Refusals.Check(_gateway, await client.GetAsync("/quick/2"), 504, "Forwarding", "backend-head-timeout");
        never.SetResult();
    }

    [Theory]
    [InlineData("503")]
    [InlineData("close")]
    public async Task OutageOfEverything_IsAmplifiedByAFifthAtMost(string failure)
    {
        Fail(failure);
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http2);
        for (var round = 0; round < 6; round++)
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => (await client.GetAsync($"/failing/{i}")).Status));
            Assert.All(statuses, s => Assert.Equal(failure == "503" ? 503 : 502, s));
        }

        Assert.InRange(_bad.Requests.Count, 340, 360);
    }

    [Fact]
    public async Task ReportAndNoPolicy_SendOnce()
    {
        Fail("503");
        await using var client = await WireClient.ConnectAsync(_gateway, WireProtocol.Http2);
        var failed = 0;
        foreach (var path in (string[])["/reported/1", "/plain/1"])
        {
            for (var i = 0; i < 4; i++)
                if ((await client.GetAsync(path)).Status == 503) failed++;
        }

        Assert.Equal(failed, _bad.Requests.Count);
        Assert.Equal(8 - failed, _good.Requests.Count);
        Assert.InRange(failed, 1, 7);
    }

    private static string Path(string failure) => failure == "gone" ? "/gone/" : "/open/";

    private void Fail(string failure) => _bad.Answer = _ => failure switch
    {
        "503" => BackendResponse.Of(503, new string('x', 100_000), ("X-Broken", "yes")),
        "close" => BackendResponse.CloseWithoutAnswer(),
        _ => BackendResponse.Raw("SSH-2.0-OpenSSH_9.2\r\n", close: true),
    };
}
