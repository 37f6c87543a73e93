using Gateway.LoadTests.Report;

namespace Gateway.UnitTests.Load;

public sealed class DistributionTests
{
    [Fact]
    public void Of_OddCount_MiddleAndQuartiles()
    {
        Assert.Equal(new Distribution(30, 20, 40, 10, 50), Distribution.Of([50, 10, 30, 20, 40]));
    }

    [Fact]
    public void Of_EvenCount_Interpolates()
    {
        Assert.Equal(new Distribution(25, 17.5, 32.5, 10, 40), Distribution.Of([40, 10, 30, 20]));
    }

    [Fact]
    public void Of_OneValue_HasNoNoise()
    {
        Assert.Equal(0, Distribution.Of([7]).Noise);
    }

    [Fact]
    public void Noise_IsTheInterquartileRangeInTermsOfTheMedian()
    {
        Assert.Equal(20.0 / 30, Distribution.Of([50, 10, 30, 20, 40]).Noise, 12);
    }

    [Fact]
    public void Of_Nothing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Distribution.Of([]));
    }

    [Fact]
    public void OfKnown_OneIsUnknown_IsUnknown()
    {
        Assert.Null(Distribution.OfKnown([1, null, 3]));
        Assert.Equal(2, Distribution.OfKnown([1, 2, 3])!.Median);
    }
}
