using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Crs;

public sealed class LoadTests
{
    /// <summary>What Debian's 3.3.4 names that has no effect here, and nothing else.</summary>
    private const string Warnings = """
        @geoLookup never matches: there is no database of countries
        @rbl never matches: no DNS list is asked
        GEO never has a value here.
        SecComponentSignature has no effect here.
        ctl:auditEngine has no effect here: the gateway's own configuration decides it.
        ctl:auditLogParts has no effect here: the gateway's own configuration decides it.
        nolog has no effect on a chained rule: it belongs to the first rule of the chain.
        """;

    private const string Warnings4 = """
        SecComponentSignature has no effect here.
        ctl:auditEngine has no effect here: the gateway's own configuration decides it.
        """;

    [Fact]
    public void DebianRules_Load_WithoutErrorAndWithNamedWarnings()
    {
        var load = RuleSet.Load(CoreRuleSet.DefaultOptions);

        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors.Take(50)));
        Assert.Equal(Warnings, Messages(load));
        // Debian's 800 and the recommended seven.
        Assert.Equal(807, load.RuleSet.Rules.Sum(r => r.Links.Length));
    }

    [Fact]
    [Trait("Data", "CRS-4")]
    public void Rules4_Load_WithoutError()
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_CRS4");
        if (string.IsNullOrEmpty(folder)) Assert.Skip("GATEWAY_CRS4 is not set: it names a folder with a CRS 4.x.");
        var load = RuleSet.Load(new RuleSetOptions { Files = [folder + "/crs-setup.conf.example", folder + "/rules/*.conf"] });

        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors.Take(50)));
        Assert.Equal(Warnings4, Messages(load));
    }

    /// <summary>Whoever keeps transactions waiting accounts for them by this: too little, and the memory is in no budget.</summary>
    [Fact]
    public void Transaction_TakesAboutWhatIsAccountedFor()
    {
        const int Count = 50;
        var rules = CoreRuleSet.Load(CoreRuleSet.DefaultOptions);
        var request = RawRequest.Parse("GET /orders?page=2&sort=created HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\nAccept: */*\r\n\r\n"u8.ToArray());
        CrsRunner.RequestPhases(rules, request);
        var transactions = new List<Transaction>(Count);
        try
        {
            // The first takes the one of above out of the pool.
            transactions.Add(Began(rules, request));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Count; i++) transactions.Add(Began(rules, request));
            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
            TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes each");
            Assert.InRange(each, Transaction.FixedBytes / 3, Transaction.FixedBytes);
        }
        finally
        {
            transactions.ForEach(static t => t.Dispose());
        }
    }

    private static Transaction Began(RuleSet rules, RawRequest request)
    {
        var transaction = rules.Begin();
        CrsRunner.RunRequestPhases(transaction, request);
        return transaction;
    }

    private static string Messages(RuleSetLoad load) => string.Join('\n', load.Diagnostics.Select(d => d.Message).Order(StringComparer.Ordinal));
}
