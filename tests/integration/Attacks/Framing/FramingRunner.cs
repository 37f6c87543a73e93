using System.Globalization;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>
/// Runs one case at a time on a connection of its own. After each, a well-formed request of another client goes through the same two
/// backend connections: it must get its own answer, and the backend must have got it as it was sent.
/// </summary>
internal sealed class FramingRunner(FramingSite site) : IAsyncDisposable
{
    // What is cut off waits for its rest: this long, then the client ends its side.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly HashSet<int> Refusals = [400, 405, 411, 413, 414, 417, 421, 431, 501, 505];

    private RawHttp1Connection? _bystander;

    public async Task RunAsync(FramingCase it, int number)
    {
        var bytes = it.Bytes.Replace("/$/", Folder(number), StringComparison.Ordinal);
        await using (var connection = await site.Gateway.Http1Async())
        {
            await connection.TrySendAsync(Encoding.Latin1.GetBytes(bytes));
            if (it.Outcome is FramingOutcome.Answered) await AnsweredAsync(connection, it, number);
            else await RefusedAsync(connection, it);
        }

        await CanaryAsync(number);
        var expected = it.Forwarded.Select(request => Named(request, number)).Append($"GET {Folder(number)}canary ");
        Assert.Equal(expected, site.Backend.Requests.Where(r => r.Target.StartsWith(Folder(number), StringComparison.Ordinal)).Select(FramingSite.Identity));
    }

    public async ValueTask DisposeAsync()
    {
        if (_bystander is not null) await _bystander.DisposeAsync();
    }

    public static string Folder(int number) => string.Create(CultureInfo.InvariantCulture, $"/public/{number}/");

    private static async Task AnsweredAsync(RawHttp1Connection connection, FramingCase it, int number)
    {
        var statuses = it.Statuses ?? [.. it.Forwarded.Select(static _ => 200)];
        List<RawResponse> answers = [];
        foreach (var status in statuses)
        {
            if (status == FramingCase.Ends) break;
            var answer = await connection.ReadResponseAsync(it.ToHead && answers.Count == 0);
            Assert.True(answer.Status == status, $"expected {status}, got {answer}");
            answers.Add(answer);
        }

        // Who was answered is who was forwarded, in this order.
        var bodies = answers.Where(static a => a.Status == 200 && !a.Body.IsEmpty).Select(static a => a.Text);
        Assert.Equal(it.Forwarded.Where(r => !IsBodyless(it, r)).Select(r => Named(r, number)), bodies);
        if (statuses[^1] == FramingCase.Ends) await RefusedAsync(connection, it with { ToHead = false });
        else await AttackSite.EndAsync(connection, answers[^1]);
    }

    private static async Task RefusedAsync(RawHttp1Connection connection, FramingCase it)
    {
        RawResponse? answer;
        try
        {
            answer = await connection.ReadResponseOrCloseAsync(it.ToHead, Patience);
        }
        catch (TimeoutException)
        {
            await connection.CloseSendAsync();
            answer = await connection.ReadResponseOrCloseAsync(it.ToHead);
        }

        if (answer is not null) Assert.True(Refusals.Contains(answer.Status), $"expected a refusal, got {answer}");
        Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
        Assert.Equal(0, connection.Unread.Length);
    }

    private async Task CanaryAsync(int number)
    {
        _bystander ??= await site.Gateway.Http1Async();
        var answer = await _bystander.GetAsync($"{Folder(number)}canary");
        Assert.True(answer.Status == 200, $"a bystander got {answer}");
        Assert.Equal($"GET {Folder(number)}canary ", answer.Text);
        Assert.Equal(0, _bystander.Unread.Length);
    }

    private static bool IsBodyless(FramingCase it, string request) =>
        request.EndsWith("204 ", StringComparison.Ordinal) || request.EndsWith("304 ", StringComparison.Ordinal) || (it.ToHead && request == it.Forwarded[0]);

    // "POST a hello" is "POST /public/7/a hello".
    private static string Named(string request, int number)
    {
        var parts = request.Split(' ', 3);
        return $"{parts[0]} {Folder(number)}{parts[1]} {parts[2]}";
    }
}
