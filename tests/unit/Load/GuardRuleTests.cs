using Gateway.LoadTests.Guard;

namespace Gateway.UnitTests.Load;

public sealed class GuardRuleTests
{
    private const int Runs = 10_000;
    private const double Recorded = 1.5;

    [Theory]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(12, 3)]
    [InlineData(27, 8)]
    public void RankOf_Count_IsThatOfTheBinomialTable(int count, int rank)
    {
        Assert.Equal(rank, MedianInterval.RankOf(count));
    }

    [Fact]
    public void Of_NineValues_IsFromTheSecondToTheEighth()
    {
        Assert.Equal((2, 8), MedianInterval.Of([9, 1, 8, 2, 7, 3, 6, 4, 5]));
    }

    [Theory]
    [InlineData(1.50, nameof(Verdict.AsRecorded))]
    [InlineData(1.64, nameof(Verdict.AsRecorded))]
    [InlineData(1.66, nameof(Verdict.Worse))]
    [InlineData(1.30, nameof(Verdict.Better))]
    public void Judge_NoNoise_TheAllowanceDecides(double ratio, string verdict)
    {
        Assert.Equal(Enum.Parse<Verdict>(verdict), Judge([.. Enumerable.Repeat(new GuardRound(40 * ratio, 40), GuardRule.Rounds)]).Verdict);
    }

    [Fact]
    public void Judge_MedianAboveAndTwoRoundsBelow_IsWithinNoise()
    {
        double[] ratios = [1.4, 1.5, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8];

        Assert.Equal(Verdict.WithinNoise, Judge([.. ratios.Select(static r => new GuardRound(r, 1))]).Verdict);
    }

    [Fact]
    public void Judge_FewerThanSixRounds_CannotTell()
    {
        Assert.Equal(Verdict.TooFewRounds, Judge([.. Enumerable.Repeat(new GuardRound(500, 40), 5)]).Verdict);
    }

    [Fact]
    public void Failed_WorseOnceOnly_IsNone()
    {
        var worse = Judge([.. Enumerable.Repeat(new GuardRound(100, 40), 9)]);
        var fine = Judge([.. Enumerable.Repeat(new GuardRound(60, 40), 9)]);

        Assert.Equal([], GuardRule.Failed([worse], [fine]));
        Assert.Equal(["case"], GuardRule.Failed([worse], [worse]));
    }

    /// <summary>
    /// Each round's figures are off by a factor of their own, the machine changes its pace from round to round for both, and two starts of one build differ. One run is worse for
    /// noise alone in fewer than one of 100; the guard fails only when a second one, with other noise, is too: fewer than one of 10,000. Counted are single runs, because
    /// a rate that small cannot be counted: none in some thousand runs would say something of the seed.
    /// </summary>
    [Theory]
    [InlineData(0.02, 0)]
    [InlineData(0.10, 0)]
    [InlineData(0.20, 0)]
    [InlineData(0.30, 0)]
    [InlineData(0.60, 0)]
    [InlineData(0.02, 0.04)]
    [InlineData(0.10, 0.04)]
    public void Judge_NothingButNoise_IsWorseInFewerThanOneOfAHundred(double noise, double starts)
    {
        Assert.InRange(WorseRuns(noise, worse: 1.0, starts), 0, Runs / 100 - 1);
    }

    /// <summary>Even a change that uses up the whole allowance: two of 100, as the interval promises (here below three, for chance), so four of 10,000 twice.</summary>
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.30)]
    public void Judge_AtTheEdgeOfWhatIsAllowed_IsWorseAsRarelyAsTheIntervalPromises(double noise)
    {
        Assert.InRange(WorseRuns(noise, worse: GuardRule.Allowance), 0, Runs * 3 / 100);
    }

    [Theory]
    [InlineData(0.02, 0.99)]
    [InlineData(0.03, 0.90)]
    public void Failed_ATwentyPercentRegression_IsFound(double noise, double part)
    {
        Assert.InRange(FailedRuns(noise, worse: 1.2), (int)(Runs * part), Runs);
    }

    [Fact]
    public void Failed_AHalfMore_IsFoundInHeavyNoise()
    {
        Assert.InRange(FailedRuns(noise: 0.10, worse: 1.5), (int)(Runs * 0.9), Runs);
    }

    private static int WorseRuns(double noise, double worse, double starts = 0)
    {
        var random = new Random(11);
        return Enumerable.Range(0, Runs).Count(_ => Judge(Rounds(random, noise, worse * Off(random, starts))).Verdict is Verdict.Worse);
    }

    private static int FailedRuns(double noise, double worse)
    {
        var random = new Random(11);
        return Enumerable.Range(0, Runs).Count(_ => GuardRule.Failed([Judge(Rounds(random, noise, worse))], [Judge(Rounds(random, noise, worse))]).Count > 0);
    }

    private static List<GuardRound> Rounds(Random random, double noise, double worse)
    {
        var rounds = new List<GuardRound>();
        for (var i = 0; i < GuardRule.Rounds; i++)
        {
            var pace = 40 * (1 + random.NextDouble());
            rounds.Add(new(pace * Recorded * worse * Off(random, noise), pace * Off(random, noise)));
        }

        return rounds;
    }

    // Log-normal, by the polar form of Box and Muller: never negative, and far off now and then.
    private static double Off(Random random, double noise) =>
        Math.Exp(noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static Judgement Judge(IReadOnlyCollection<GuardRound> rounds) => GuardRule.Judge("case", rounds, Recorded, GuardRule.Allowance);
}
