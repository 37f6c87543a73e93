using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A backend that fails in the ways that leave a connection standing: the client is told that much and no more, in time, and the route beside it goes on.</summary>
public sealed class BackendDrillTests
{
    private static readonly TimeSpan RouteTimeout = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Hung_AcceptsAndNeverAnswers_Is504()
    {
        await using var backend = ScriptedBackend.Start(static async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SwallowAsync();
        });
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        // More at a time than one connection carries: none of them holds the others up.
        var pending = Enumerable.Range(0, 20).Select(_ => client.GetAsync("/failing/1")).ToArray();
        await Eventually.Async(() => backend.Heads == pending.Length, Deadline.Default, "all requests hang");
        await site.Beside.GoesOnAsync();
        site.Clock.Advance(RouteTimeout);
        foreach (var request in pending) await site.RefusedAsync(await request, 504, "backend-timeout");
        await Eventually.Async(() => backend.Ended == backend.Connections, Deadline.Default, "the gateway gives the connections up");
        Assert.Equal(pending.Length, await site.OutcomesAsync("timeout") + await site.OutcomesAsync("canceled"));
    }

    [Fact]
    public async Task HalfOpen_SwallowsASecondRequest_Is504AndTheNextOneHasANewConnection()
    {
        // As a host that lost power, or a firewall that forgot the connection: no FIN and no RST, ever.
        await using var backend = ScriptedBackend.Start(static async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.OkAsync();
            await connection.ReadHeadAsync();
            await connection.SwallowAsync();
        });
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http1);
        Assert.Equal(200, (await client.GetAsync("/failing/1")).Status);
        var swallowed = client.GetAsync("/failing/2");
        await Eventually.Async(() => backend.Heads == 2, Deadline.Default, "the kept connection is used again");
        Assert.Equal(1, backend.Connections);
        site.Clock.Advance(RouteTimeout);
        await site.RefusedAsync(await swallowed, 504, "backend-timeout");

        Assert.Equal(200, (await client.GetAsync("/failing/3")).Status);
        Assert.Equal(2, backend.Connections);
    }

    [Fact]
    public async Task Garbage_OrAHugeHead_Is502()
    {
        string[] answers =
        [
            "SSH-2.0-OpenSSH_9.2 secret\r\n", "\0\0\0\0\0\0secret", "HTTP/1.1 200 OK\r\nsecret\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: secret\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 500).Select(static n => $"X-{n}: secret{new string('h', 4000)}\r\n")) + "\r\n",
        ];
        var next = -1;
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync(answers[Volatile.Read(ref next)]);
        });
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        while (Interlocked.Increment(ref next) < answers.Length)
        {
            var answer = await client.GetAsync("/failing/1");
            var reason = site.Gateway.Events.All[^1].Reason!;
            Assert.Contains(reason, (string[])["backend-unreachable", "backend-failed"]);
            await site.RefusedAsync(answer, 502, reason, what: $"answer {next}");
        }

        Assert.Equal(answers.Length, backend.Heads);
        Assert.Equal(answers.Length, await site.OutcomesAsync("failed"));
    }

    [Fact]
    public async Task EndlessBody_EndsWhenTheClientLeaves()
    {
        long sent = 0;
        var block = Encoding.ASCII.GetBytes(new string('e', 65_536));
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
            while (true)
            {
                await connection.WriteAsync(block);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using (var client = await site.Gateway.Http1Async())
        {
            await client.SendAsync("GET /failing/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (var read = 0; read < 1_000_000;) read += (await client.ReadSomeAsync()).Length;
            await site.Beside.GoesOnAsync();
            client.Abort();
        }

        await Eventually.Async(() => backend.Ended == 1, Deadline.Default, "the gateway leaves the backend, too");
        // What the client did not take waited at the backend, apart from the sockets' buffers.
        Assert.InRange(Interlocked.Read(ref sent), 1_000_000 - block.Length, 64_000_000);
        await Eventually.Async(async () => await site.OutcomesAsync("canceled") == 1, Deadline.Default, "it is counted as the client's leaving");
        await site.Beside.GoesOnAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EarlyAnswer_WhileTheRequestStreams_IsOneAnswerAndNothingOfTheRestIsARequest(bool closes)
    {
        const int Length = 200_000;
        var answered = new TaskCompletionSource();
        await using var backend = ScriptedBackend.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfull");
            answered.TrySetResult();
            if (!closes) await connection.SwallowAsync();
        });
        await using var site = await DrillSite.StartAsync(backend.Address);
        await using var client = await site.Gateway.Http1Async();
        await client.SendAsync($"POST /failing/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: {Length}\r\n\r\nabc");
        await answered.Task;
        await site.Beside.GoesOnAsync();
        // The rest of the content is the content's, whatever it looks like.
        var rest = "GET /well/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n".PadRight(Length - 3, 'x');
        await client.TrySendAsync(Encoding.ASCII.GetBytes(rest));
        var answer = WireAnswer.Of(await client.ReadResponseAsync());
        // A backend that resets while it is written to may lose its own answer (dotnet/yarp#2731): then it has failed.
        if (closes && answer.Status == 502) await site.RefusedAsync(answer, 502, "backend-failed");
        else Assert.Equal((413, "full"), (answer.Status, answer.Text));

        await Eventually.Async(() => backend.Ended == backend.Connections, Deadline.Default, "the connection is not used again");
        Assert.Equal(1, backend.Heads);
        Assert.DoesNotContain(site.Arrived, static r => r.Target.Contains("smuggled", StringComparison.Ordinal));
        await site.Beside.GoesOnAsync();
    }
}
