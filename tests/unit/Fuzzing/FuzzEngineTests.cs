using Gateway.Fuzz.Engine;

namespace Gateway.UnitTests.Fuzzing;

/// <summary>A fuzzer that finds nothing because it looks at nothing is worse than none.</summary>
public sealed class FuzzEngineTests
{
    private static readonly Grammar Words = new(("start", ["<word>", "<word> <start>"]), ("word", ["a", "b", "bug"]));

    [Fact]
    public void Campaign_PlantedBugs_AreFoundOnceEachAndMinimised()
    {
        var target = Target(static b => Inputs.Latin(b) switch
        {
            var t when t.Contains("bug a", StringComparison.Ordinal) => throw new OracleException("no bug before a", t),
            var t when t.Length > 40 => throw new InvalidOperationException("long"),
            var t => t.Length.ToString(),
        });
        var campaign = new FuzzCampaign(target, 1);
        campaign.Run(TimeSpan.FromSeconds(20), 20_000, CancellationToken.None);
        Assert.Equal(2, campaign.Findings.Count);
        Assert.Equal("bug a", Inputs.Latin(campaign.Findings.Single(static f => f.Failure == "no bug before a").Input));
        var other = campaign.Findings.Single(static f => f.Failure.StartsWith("InvalidOperationException", StringComparison.Ordinal));
        Assert.Equal(new string('a', 41), Inputs.Latin(other.Input).Replace('0', 'a').Replace(' ', 'a'));
        Assert.True(campaign.Outcomes >= 40, $"{campaign.Outcomes} outcomes");
    }

    [Fact]
    public void Campaign_SameSeed_RunsTheSameInputs()
    {
        List<string> first = Inputs1(7), second = Inputs1(7), other = Inputs1(8);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(500, first.Count);
    }

    [Fact]
    public void Campaign_BugBehindNestedConditions_IsFoundByKeepingWhatIsNew()
    {
        // Each step is a new outcome; by chance alone all four would take 2^32 tries.
        var target = Target(static b =>
        {
            var depth = b.Length < 4 || b[0] != 0xC3 ? 0 : b[1] != 0x28 ? 1 : b[2] != 0x7E ? 2 : b[3] != 0x01 ? 3 : 4;
            return depth == 4 ? throw new OracleException("deep", "") : $"{depth}";
        });
        var campaign = new FuzzCampaign(target, 3);
        campaign.Run(TimeSpan.FromSeconds(60), 2_000_000, CancellationToken.None);
        Assert.Single(campaign.Findings);
    }

    [Fact]
    public void Mutator_AnyInput_StaysWithinTheMostLength()
    {
        var target = Target(static _ => "") with { MaxLength = 64 };
        var mutator = new Mutator(target, new Random(1));
        var changed = 0;
        for (var i = 0; i < 5000; i++)
        {
            var input = target.Generate(new Random(i));
            var mutated = mutator.Mutate(input, [1, 2, 3]);
            Assert.True(mutated.Length <= 64);
            if (!mutated.AsSpan().SequenceEqual(input)) changed++;
        }

        Assert.True(changed > 4500, $"{changed} of 5000 were changed");
    }

    [Fact]
    public void Wide_AnyBytes_ReachesHalvesOfPairs()
    {
        Assert.Equal("a\u00e9\U0001F600", Inputs.Wide("a\u00e9\U0001F600"u8));
        Assert.True(char.IsSurrogate(Inputs.Wide([0xFF])[0]));
        Assert.Equal(3, Inputs.Wide([(byte)'a', 0x80, (byte)'b']).Length);
    }

    private static List<string> Inputs1(int seed)
    {
        List<string> seen = [];
        new FuzzCampaign(Target(b => { seen.Add(Convert.ToHexString(b)); return $"{b.Length}"; }), seed).Run(TimeSpan.FromMinutes(1), 500, CancellationToken.None);
        return seen;
    }

    private static FuzzTarget Target(Func<byte[], string> run) => FuzzTarget.Of("planted", "none", [typeof(object)], Words, ["a", "b b"], run);
}
