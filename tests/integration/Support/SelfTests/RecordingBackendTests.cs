using System.Text;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class RecordingBackendTests
{
    [Fact]
    public async Task Backend_TwoRequestsOnOneConnection_KeepsTheirExactBytes()
    {
        await using var backend = RecordingBackend.Start();
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        const string First = "GET /a?b=%2F HTTP/1.1\r\nhOsT: x\r\nX-Same: 1\r\nx-same: 2\r\n\r\n";
        const string Second = "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\n0\r\nX-T: t\r\n\r\n";
        await client.SendAsync(First + Second);
        Assert.Equal("ok", (await client.ReadResponseAsync()).Text);
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);

        var requests = await backend.WaitForRequestsAsync(2);
        Assert.Equal(2, requests.Count);
        Assert.Equal(First, requests[0].HeadText);
        Assert.Equal(("GET", "/a?b=%2F", "HTTP/1.1"), (requests[0].Method, requests[0].Target, requests[0].Version));
        Assert.Equal([("hOsT", "x"), ("X-Same", "1"), ("x-same", "2")], requests[0].Headers);
        Assert.Equal("abc", requests[1].BodyText);
        Assert.Equal("3;ext=1\r\nabc\r\n0\r\nX-T: t\r\n\r\n", Encoding.Latin1.GetString(requests[1].RawBody.Span));
        Assert.Equal("t", requests[1].Trailers["X-T"]);
        Assert.Equal((1, 2), (requests[1].Connection, requests[1].OnConnection));
        Assert.Equal(1, backend.Connections);
        Assert.Empty(backend.Incomplete);
    }

    [Fact]
    public async Task Backend_ConnectionEndsInsideBody_KeepsTheFragmentApart()
    {
        await using var backend = RecordingBackend.Start();
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        const string Sent = "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc";
        await client.SendAsync(Sent);
        await client.CloseSendAsync();
        Assert.True(await client.WaitForCloseAsync());
        Assert.Equal(Sent, Encoding.Latin1.GetString(Assert.Single(backend.Incomplete)));
        Assert.Empty(backend.Requests);
        Assert.Equal(1, backend.Heads);
    }

    [Fact]
    public async Task Backend_AnswerThrows_FailsTheTest()
    {
        var backend = RecordingBackend.Start();
        backend.Answer = _ => throw new FormatException("mistake");
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.True(await client.WaitForCloseAsync());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => backend.DisposeAsync().AsTask());
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public async Task Backend_ExpectContinue_Sends100First()
    {
        await using var backend = RecordingBackend.Start();
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100", Encoding.Latin1.GetString(await client.ReadExactlyAsync(25)), StringComparison.Ordinal);
        await client.SendAsync("hi");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.Equal("hi", Assert.Single(backend.Requests).BodyText);
    }

    [Fact]
    public async Task Backend_WebSocketUpgrade_SwitchesAndEchoes()
    {
        await using var backend = RecordingBackend.Start();
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        var answer = await client.GetAsync("/ws", "x", ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));
        Assert.Equal(101, answer.Status);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.Headers["Sec-WebSocket-Accept"]);
        await client.SendAsync("raw");
        Assert.Equal("raw"u8.ToArray(), await client.ReadExactlyAsync(3));
    }

    [Fact]
    public async Task Backend_ProgrammedAnswers_AreWhatTheClientGets()
    {
        await using var backend = RecordingBackend.Start();
        var gate = new TaskCompletionSource();
        backend.Answer = request => request.Target switch
        {
            "/gate" => BackendResponse.Ok("late") with { Gate = gate.Task },
            "/huge" => BackendResponse.HugeHeaders(3, 10_000),
            "/raw" => BackendResponse.Raw("garbage\r\n\r\n", close: true),
            _ => BackendResponse.CloseWithoutAnswer(),
        };
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        await client.SendAsync("GET /gate HTTP/1.1\r\n\r\n");
        await backend.WaitForRequestsAsync(1);
        Assert.False(await client.WaitForCloseAsync(TimeSpan.FromMilliseconds(20)));
        Assert.True(client.Unread.IsEmpty);
        gate.SetResult();
        Assert.Equal("late", (await client.ReadResponseAsync()).Text);
        Assert.Equal(10_000, (await client.GetAsync("/huge")).Headers["X-Huge-2"]!.Length);
        await Assert.ThrowsAsync<InvalidDataException>(() => client.GetAsync("/raw"));

        await using var other = await RawHttp1Connection.ConnectAsync(backend.Port);
        await other.SendAsync("GET /x HTTP/1.1\r\n\r\n");
        Assert.Null(await other.ReadResponseOrCloseAsync());
        Assert.Equal(2, backend.Connections);
    }
}
