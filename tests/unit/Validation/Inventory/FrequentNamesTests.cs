using Gateway.Policies.Validation.Inventory;

namespace Gateway.UnitTests.Validation.Inventory;

public sealed class FrequentNamesTests
{
    [Fact]
    public void Add_MadeUpNames_WhatIsFrequentStaysAndTheSizeIsFixed()
    {
        var names = new FrequentNames(8);
        for (var i = 0; i < 10_000; i++)
        {
            names.Add(UndeclaredKind.Path, $"GET /{i}x");
            if (i % 4 == 0) names.Add(UndeclaredKind.Path, "GET /shadow");
        }

        var list = names.List();
        Assert.Equal(8, list.Count);
        var shadow = Assert.Single(list, static u => u.Name == "GET /shadow");
        // Never too low, and too high by no more than it says.
        Assert.InRange(shadow.Count, 2_500, 2_500 + shadow.Surplus);
        Assert.InRange(names.GivenUp, 9_000, 10_001);
    }

    [Fact]
    public void Add_FewNames_CountedExactly()
    {
        var names = new FrequentNames(8);
        for (var i = 0; i < 3; i++) names.Add(UndeclaredKind.Method, "PUT /orders");
        names.Add(UndeclaredKind.Path, "PUT /orders");
        Assert.Equal([new(UndeclaredKind.Method, "PUT /orders", 3, 0), new(UndeclaredKind.Path, "PUT /orders", 1, 0)], names.List());
        Assert.Equal(0, names.GivenUp);
    }
}
