using Gateway.LoadTests.Comparing;

namespace Gateway.UnitTests.Load;

public sealed class SteadyRateTests
{
    [Theory]
    [InlineData(false, 1000, 1500, 2000, 3000)]
    [InlineData(false, 1000, 1000, 1000)]
    [InlineData(true, 1000, 1000, 1000, 1000)]
    [InlineData(true, 1000, 1040, 900, 1040)]
    [InlineData(false, 1000, 1040, 1000, 1060)]
    public void Add_Rates_SteadyWhenNoneOfTheLastRose(bool expected, params int[] rates)
    {
        var steady = new SteadyRate();
        foreach (var rate in rates) steady.Add(rate);
        Assert.Equal(expected, steady.IsSteady);
    }
}
