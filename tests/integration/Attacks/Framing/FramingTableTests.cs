using System.Globalization;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>
/// ATTACKS S1 to S7 to the end: every way that RFC 9110, RFC 9112 and published research name to make two servers disagree about where a
/// request ends. The backend gets exactly the requests that were answered, each with one reading, and nobody else's answer changes.
/// </summary>
public sealed class FramingTableTests
{
    private const int Clients = 4;

    [Fact]
    public async Task EveryTrick_LeavesTheBackendExactlyWhatWasAnswered()
    {
        (string Group, FramingCase[] Cases, int Count)[] groups =
        [
            ("lengths", LengthCases.All, 37),
            ("codings", CodingCases.All, 44),
            ("length and coding", BothCases.All, 20),
            ("chunks", ChunkCases.All, 43),
            ("trailers", TrailerCases.All, 12),
            ("field syntax", FieldCases.All, 39),
            ("line ends", LineEndCases.All, 20),
            ("request lines", RequestLineCases.All, 32),
            ("versions", VersionCases.All, 16),
            ("connection options", ConnectionCases.All, 20),
            ("upgrades", UpgradeCases.All, 17),
            ("expectations", ExpectCases.All, 16),
            ("bodies nobody expects", BodyCases.All, 20),
            ("pipelines", PipelineCases.All, 21),
            ("legitimate", LegitimateCases.All, 49),
        ];
        await using var site = await FramingSite.StartAsync();
        var table = new CaseTable();
        (string Name, FramingCase Case)[] all = [.. groups.SelectMany(static g => g.Cases, static (g, c) => ($"{g.Group}: {c.Name}", c))];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            await using var runner = new FramingRunner(site);
            while (Interlocked.Increment(ref next) is var number && number < all.Length)
                await table.RunAsync(all[number].Name, () => runner.RunAsync(all[number].Case, number));
        }));

        await table.RunAsync("at the backend", () => CheckBackend(site.Backend, [.. all.Select(static c => c.Case)]));
        table.Verify(all.Length + 1);
        Assert.Equal(groups.Select(static g => (g.Group, g.Count)), groups.Select(static g => (g.Group, g.Cases.Length)));
        Assert.Equal(126, all.Count(static c => c.Case.Outcome is FramingOutcome.Answered));
        Assert.Equal(406, all.Length);
    }

    private static Task CheckBackend(RecordingBackend backend, FramingCase[] cases)
    {
        Assert.All(backend.Requests, CanonicalOnTheWire.Check);

        // What broke off began as the request of a case whose body is broken, and has nothing of another request in it.
        foreach (var rest in backend.Incomplete.Select(Encoding.Latin1.GetString))
        {
            var folder = rest.Split('/') is [_, "public", var id, ..] ? id : "none";
            Assert.True(int.TryParse(folder, CultureInfo.InvariantCulture, out var number) && cases[number].Outcome is FramingOutcome.Broken, $"broke off: {rest}");
            Assert.DoesNotContain("smuggled", rest, StringComparison.Ordinal);
        }

        // The pool was used as one: otherwise the bystanders prove nothing.
        Assert.Contains(backend.Requests, static r => r.OnConnection > 10);
        return Task.CompletedTask;
    }
}
