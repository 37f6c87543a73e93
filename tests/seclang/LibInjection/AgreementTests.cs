using Gateway.SecLang.LibInjection;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>The same answers as libinjection, fingerprint included, but for <see cref="Deviations"/>.</summary>
public sealed class AgreementTests
{
    [Fact]
    [Trait("Data", "CRS-3-tests")]
    public void CrsRequests_WholeAndInParts_AreAnsweredAlike()
    {
        var agreement = new Agreement(Oracle.Open());
        foreach (var value in Corpus.Crs()) agreement.Ask(value);
        Report(agreement);
        agreement.AssertNone();
        Assert.True(agreement is { Asked: > 14_000, Sqli: > 300, Xss: > 1_000 }, $"only {agreement.Asked} values, {agreement.Sqli} SQLi, {agreement.Xss} XSS");
    }

    [Fact]
    [Trait("Data", "CRS-3-tests")]
    public void LanguageTests_EveryInput_IsAnsweredAlike()
    {
        var agreement = new Agreement(Oracle.Open());
        var cases = Corpus.Operators();
        foreach (var (_, _, input, _) in cases) agreement.Ask(input);
        Report(agreement);
        agreement.AssertNone();
        Assert.Equal(4331, cases.Count);
    }

    [Fact]
    [Trait("Data", "libinjection")]
    public void LibInjectionData_RawAndDecoded_IsAnsweredAlike()
    {
        var agreement = new Agreement(Oracle.Open());
        foreach (var (_, value) in Corpus.LibInjection())
        {
            agreement.Ask(value);
            agreement.Ask(Corpus.Decode(value));
        }

        Report(agreement);
        agreement.AssertNone();
        Assert.True(agreement is { Asked: > 20_000, Sqli: > 15_000, Xss: > 1_500 }, $"only {agreement.Asked} values, {agreement.Sqli} SQLi, {agreement.Xss} XSS");
    }

    /// <summary>What the operator must answer by the authors of the language, whatever libinjection says.</summary>
    [Fact]
    [Trait("Data", "CRS-3-tests")]
    public void LanguageTests_OfTheTwoOperators_Pass()
    {
        var cases = Corpus.Operators().Where(c => c.Operator is "detectSQLi" or "detectXSS").ToList();
        foreach (var (id, name, input, match) in cases)
            Assert.True(match == (name == "detectSQLi" ? Agreement.Fingerprint(input) is not null : XssInjection.Detect(input)), id);
        Assert.Equal(6, cases.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void GeneratedValues_OfTokensAndMutations_AreAnsweredAlike(int seed)
    {
        var agreement = new Agreement(Oracle.Open());
        var generator = new ValueGenerator(seed);
        for (var i = 0; i < 100_000; i++) agreement.Ask(generator.Next());
        Report(agreement);
        agreement.AssertNone();
        Assert.True(agreement is { Asked: > 90_000, Sqli: > 2_000, Xss: > 6_000 }, $"only {agreement.Asked} values, {agreement.Sqli} SQLi, {agreement.Xss} XSS");
    }

    private static void Report(Agreement agreement) => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{agreement.Asked} values, {agreement.Sqli} SQLi and {agreement.Xss} XSS by the library, {agreement.Differences.Count} differ, {agreement.Explained} more as documented");
}
