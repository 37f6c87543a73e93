using Gateway.IntegrationTests.Attacks.Framing;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>ATTACKS S6 and H8 over HTTP/2: what RFC 9113 and RFC 7541 do not allow ends the stream or the connection, and nothing else.</summary>
public sealed class Http2TableTests
{
    private const int Clients = 4;

    [Fact]
    public async Task EveryTrick_EndsItsStreamOrConnectionAndNothingElse()
    {
        (string Group, Http2Case[] Cases, int Count)[] groups =
        [
            ("pseudo-headers", PseudoHeaderCases.All, 42),
            ("fields and lengths", FieldAndLengthCases.All, 48),
            ("frames", FrameCases.All, 44),
            ("stream states", StreamStateCases.All, 18),
            ("header blocks", HpackCases.All, 22),
        ];
        await using var site = await FramingSite.StartAsync();
        await using var bystander = await site.Gateway.Http2Async();
        var table = new CaseTable();
        (string Name, Http2Case Case)[] all = [.. groups.SelectMany(static g => g.Cases, static (g, c) => ($"{g.Group}: {c.Name}", c))];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < all.Length)
                await table.RunAsync(all[number].Name, () => RunAsync(site, bystander, all[number].Case, number));
        }));

        await table.RunAsync("at the backend", () =>
        {
            Assert.All(site.Backend.Requests, CanonicalOnTheWire.Check);
            Assert.DoesNotContain(site.Backend.Requests, static r => r.Target.Contains("smuggled", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
        table.Verify(all.Length + 1);
        Assert.Equal(groups.Select(static g => (g.Group, g.Count)), groups.Select(static g => (g.Group, g.Cases.Length)));
        Assert.Equal(174, all.Length);
    }

    private static async Task RunAsync(FramingSite site, Http2Connection bystander, Http2Case it, int number)
    {
        var folder = FramingRunner.Folder(number);
        await using (var connection = await site.Gateway.Http2Async())
        {
            var stream = await it.SendAsync(connection, folder);
            if (it.Outcome is Http2Outcome.EndsConnection) Assert.True(await connection.WaitForCloseAsync(), $"stays open: {connection.Describe()}");
            else if (stream is not null) await CheckAsync(await stream.ResponseAsync(), it.Outcome);
            if (it.Outcome is Http2Outcome.Ignored or Http2Outcome.Answered) await connection.PingAsync();
        }

        // Another client is served meanwhile, through the same backend connections.
        var answer = await bystander.GetAsync(folder + "canary");
        Assert.True(answer.Status == 200, $"a bystander got {answer}");
        Assert.Equal($"GET {folder}canary ", answer.Text);
        var forwarded = site.Backend.Requests.Count(r => r.Target.StartsWith(folder, StringComparison.Ordinal));
        Assert.Equal(it.Outcome is Http2Outcome.Answered ? 2 : 1, forwarded);
    }

    private static Task CheckAsync(Http2Response answer, Http2Outcome outcome)
    {
        if (outcome is Http2Outcome.Answered) Assert.True(answer is { Status: 200, Completed: true }, $"expected 200, got {answer}");
        else if (outcome is Http2Outcome.Refused) Assert.True(answer.RefusedByProtocol || answer.Status is >= 400 and < 500, $"expected a refusal, got {answer}");
        return Task.CompletedTask;
    }
}
