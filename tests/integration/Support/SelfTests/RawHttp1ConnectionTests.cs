namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class RawHttp1ConnectionTests
{
    [Fact]
    public async Task Response_InterimThenChunked_IsParsedExactly()
    {
        var response = await AnswerWith(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 Fine And Dandy\r\nX-b: 1\r\nX-B:  2 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\nX-End: e\r\n\r\n");
        Assert.Equal((200, "Fine And Dandy", "hi!"), (response.Status, response.Reason, response.Text));
        Assert.Equal([("X-b", "1"), ("X-B", "2"), ("Transfer-Encoding", "chunked")], response.Headers);
        Assert.Equal("e", response.Trailers["X-End"]);
        Assert.Equal(103, Assert.Single(response.Interim).Status);
        Assert.Throws<InvalidOperationException>(() => response.Headers["x-b"]);
    }

    [Fact]
    public async Task Response_WithoutLength_EndsWithTheConnection()
    {
        var response = await AnswerWith("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        Assert.Equal(("until the end", true), (response.Text, response.EndedByClose));
    }

    [Fact]
    public async Task Response_ToHead_HasNoBodyInSpiteOfItsLength()
    {
        var response = await AnswerWith("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", toHead: true);
        Assert.Equal(0, response.Body.Length);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")]
    [InlineData("HTTP/1.1 200")]
    public async Task Response_CutShort_Throws(string bytes) =>
        await Assert.ThrowsAsync<EndOfStreamException>(() => AnswerWith(bytes));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    public async Task Response_Malformed_Throws(string bytes) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => AnswerWith(bytes));

    [Fact]
    public async Task Read_NothingComes_SaysWhatWasAwaitedAndLosesNothing()
    {
        await using var backend = RecordingBackend.Start();
        var gate = new TaskCompletionSource();
        backend.Answer = _ => BackendResponse.Ok() with { Gate = gate.Task };
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
        var error = await Assert.ThrowsAsync<TimeoutException>(() => client.ReadResponseAsync(timeout: TimeSpan.FromMilliseconds(20)));
        Assert.Contains("reading a response", error.Message, StringComparison.Ordinal);
        gate.SetResult();
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    private static async Task<RawResponse> AnswerWith(string bytes, bool toHead = false)
    {
        await using var backend = RecordingBackend.Start();
        backend.Answer = _ => BackendResponse.Raw(bytes, close: true);
        await using var client = await RawHttp1Connection.ConnectAsync(backend.Port);
        return await client.RequestAsync("GET / HTTP/1.1\r\n\r\n", toHead);
    }
}
