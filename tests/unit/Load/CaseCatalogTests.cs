using Gateway.LoadTests;
using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Scenarios;

namespace Gateway.UnitTests.Load;

public sealed class CaseCatalogTests
{
    [Fact]
    public void All_Identifiers_AreUnique()
    {
        Assert.Equal(23, CaseCatalog.All.Select(static c => c.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(23, CaseCatalog.All.Count);
    }

    [Theory]
    [InlineData("haproxy", 6)]
    [InlineData("tls", 8)]
    [InlineData("gateway:jwt:h2", 1)]
    public void Select_Name_TakesTheContenderScenarioOrCase(string name, int count)
    {
        Assert.Equal(count, CaseCatalog.Select([name]).Count);
    }

    [Fact]
    public void Select_UnknownName_SaysWhatIsAllowed()
    {
        var error = Assert.Throws<LoadTestException>(() => CaseCatalog.Select(["gateway", "kong"]));

        Assert.Contains("found kong; allowed: yarp, gateway, nginx, haproxy, http, tls", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway:tls:h2", "yarp:tls:h2", "haproxy:tls:h2")]
    [InlineData("gateway:jwt:h1", "yarp:tls:h1", "haproxy:jwt-local:h1")]
    [InlineData("gateway:jwt-uncached:h1", "yarp:tls:h1", "haproxy:jwt-local:h1")]
    [InlineData("gateway:jwt-10k:h1", "yarp:tls:h1", "haproxy:jwt-10k:h1")]
    [InlineData("gateway:jwt-es256-uncached:h1", "yarp:tls:h1", "haproxy:jwt-es256:h1")]
    [InlineData("gateway:apikey:h1", "yarp:tls:h1", null)]
    [InlineData("nginx:limit:h1", "yarp:tls:h1", null)]
    [InlineData("yarp:tls:h1", null, null)]
    public void References_AreTheSameProtocolAndTheSameWork(string id, string? yarp, string? haproxy)
    {
        var measured = CaseCatalog.Select([id]).Single();

        Assert.Equal((yarp, haproxy), (CaseCatalog.YarpFor(measured)?.Id, CaseCatalog.HaproxyFor(measured)?.Id));
    }

    [Fact]
    public void Rotated_EveryRound_HasEveryCaseAndAnotherFirst()
    {
        var firsts = new HashSet<Case>();
        for (var round = 0; round < CaseCatalog.All.Count; round++)
        {
            var order = Comparison.Rotated(CaseCatalog.All, round).ToList();
            Assert.Equal(CaseCatalog.All.Count, order.Distinct().Count());
            firsts.Add(order[0]);
        }

        Assert.Equal(CaseCatalog.All.Count, firsts.Count);
    }
}
