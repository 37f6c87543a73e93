using System.Globalization;
using Gateway.IntegrationTests.Attacks.Framing;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Responses;

/// <summary>
/// A backend that frames badly, by mistake or on purpose: the client gets one clean answer, an answer that visibly breaks off, or 502; and
/// nothing of it becomes the answer to anybody else.
/// </summary>
public sealed class ResponseTableTests
{
    // One connection at a time to the backend: whatever stays on it meets the next request.
    private const string OneConnection = """{ "HttpClient": { "MaxConnectionsPerServer": 1 } }""";

    [Fact]
    public async Task EveryAnswer_IsCleanOrRefusedAndReachesOneClient()
    {
        await using var site = await FramingSite.StartAsync(cluster: OneConnection);
        var echo = site.Backend.Answer;
        site.Backend.Answer = request => Number(request) is { } number
            ? BackendResponse.Raw(ResponseCases.All[number].Bytes, ResponseCases.All[number].Closes)
            : echo(request);
        await using var http2 = await site.Gateway.Http2Async();
        var table = new CaseTable();
        for (var number = 0; number < ResponseCases.All.Length; number++)
        {
            var it = ResponseCases.All[number];
            var target = string.Create(CultureInfo.InvariantCulture, $"/public/bad/{number}");
            await table.RunAsync(it.Name, async () =>
            {
                await OverHttp1Async(site, it, target);
                await CanaryAsync(site, target);
            });
            await table.RunAsync("HTTP/2: " + it.Name, async () =>
            {
                await OverHttp2Async(http2, it, target);
                await CanaryAsync(site, target);
            });
        }

        await table.RunAsync("at the backend", () =>
        {
            Assert.All(site.Backend.Requests, CanonicalOnTheWire.Check);
            return Task.CompletedTask;
        });
        Assert.Equal(45, ResponseCases.All.Length);
        table.Verify(91);
    }

    private static int? Number(RecordedRequest request) =>
        request.Target.Split('/') is [_, _, "bad", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : null;

    private static async Task OverHttp1Async(FramingSite site, ResponseCase it, string target)
    {
        await using var connection = await site.Gateway.Http1Async();
        var request = $"{it.Method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n";
        if (it.Outcome is ResponseOutcome.CutOff)
        {
            // Whatever came with the head before the end was seen decides.
            try
            {
                Assert.Equal(502, (await connection.RequestAsync(request)).Status);
            }
            catch (EndOfStreamException)
            {
                Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
            }

            return;
        }

        // The reader refuses two framings, a bare LF and whatever else is no HTTP/1.1.
        var answer = await connection.RequestAsync(request, toHead: it.Method == "HEAD");
        Check(it, answer.Status, answer.Text, answer.ToString());
        Assert.DoesNotContain(answer.Headers, static line => line.Value.AsSpan().ContainsAny("\r\n\0"));
        await AttackSite.EndAsync(connection, answer);
    }

    private static async Task OverHttp2Async(Http2Connection connection, ResponseCase it, string target)
    {
        var answer = await connection.RequestAsync(Http2Headers.Request(it.Method, target));
        if (it.Outcome is ResponseOutcome.CutOff) Assert.True(answer is { Completed: false, ResetCode: not null } or { Status: 502 }, $"expected a reset, got {answer}");
        else Check(it, answer.Status, answer.Text, answer.ToString());
    }

    private static void Check(ResponseCase it, int? status, string body, string answer)
    {
        Assert.True(status == (it.Outcome is ResponseOutcome.BadGateway ? 502 : it.Status), $"expected {it.Outcome}, got {answer}");
        if (it.Outcome is ResponseOutcome.Clean) Assert.Equal(it.Body, body);
        else Assert.DoesNotContain("poison", body, StringComparison.Ordinal);
    }

    private static async Task CanaryAsync(FramingSite site, string target)
    {
        await using var bystander = await site.Gateway.Http1Async();
        var answer = await bystander.GetAsync($"{target}/canary");
        Assert.True(answer.Status == 200, $"a bystander got {answer}");
        Assert.Equal($"GET {target}/canary ", answer.Text);
        Assert.Equal(0, bystander.Unread.Length);
    }
}
