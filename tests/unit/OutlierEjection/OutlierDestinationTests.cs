using Gateway.Policies.OutlierEjection;

namespace Gateway.UnitTests.OutlierEjection;

public sealed class OutlierDestinationTests
{
    private readonly OutlierDestination _destination = new();
    private readonly OutlierEjectionOptions _options = new();
    private long _now;

    [Fact]
    public void Failures_InARow_Eject()
    {
        for (var i = 0; i < 4; i++) Assert.Equal(OutlierEvent.None, Record(OutlierOutcome.Failed).Event);
        Record(OutlierOutcome.Answered);
        for (var i = 0; i < 4; i++) Assert.Equal(OutlierEvent.None, Record(OutlierOutcome.Failed).Event);
        Assert.Equal(new OutlierVerdict(OutlierEvent.Ejected, "consecutive-failures", TimeSpan.FromSeconds(30)), Record(OutlierOutcome.Failed));
        Assert.True(_destination.IsOut);
        // What was on its way.
        Assert.Equal(default, Record(OutlierOutcome.Failed));
    }

    [Fact]
    public void ServerErrors_InARow_DoNotEjectButTheirRateDoes()
    {
        for (var i = 0; i < 19; i++) Assert.Equal(OutlierEvent.None, Record(OutlierOutcome.ServerError).Event);
        Assert.Equal(new OutlierVerdict(OutlierEvent.Ejected, "failure-rate", TimeSpan.FromSeconds(30)), Record(OutlierOutcome.ServerError));
    }

    [Fact]
    public void Rate_BelowTheShareOrOutsideTheWindow_DoesNotEject()
    {
        for (var i = 0; i < 400; i++) Assert.Equal(OutlierEvent.None, Record(i * 9 % 20 < 9 ? OutlierOutcome.ServerError : OutlierOutcome.Answered).Event);
        Pass(_options.Window * 2);
        for (var i = 0; i < 19; i++) Assert.Equal(OutlierEvent.None, Record(OutlierOutcome.ServerError).Event);
        Pass(_options.Window * 2);
        Assert.Equal(OutlierEvent.None, Record(OutlierOutcome.ServerError).Event);
    }

    [Fact]
    public void Destination_WithoutEnoughOthers_IsSpared()
    {
        for (var i = 0; i < 4; i++) Record(OutlierOutcome.Failed, mayEject: false);
        Assert.Equal(OutlierEvent.Spared, Record(OutlierOutcome.Failed, mayEject: false).Event);
        Assert.False(_destination.IsOut);
        Assert.Equal(OutlierEvent.Ejected, Record(OutlierOutcome.Failed).Event);
    }

    [Fact]
    public void Destination_AfterItsTime_GetsOneRequestAtATimeUntilItHasProvenItself()
    {
        Eject();
        Pass(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(OutlierTurn.Trial, _destination.Enter(_now));
            Assert.Equal(OutlierTurn.Refused, _destination.Enter(_now));
            Assert.True(_destination.IsOut);
            Assert.Equal(i < 2 ? OutlierEvent.None : OutlierEvent.Returned, Record(OutlierOutcome.Answered).Event);
            _destination.Leave();
        }

        Assert.False(_destination.IsOut);
        Assert.Equal(OutlierTurn.Free, _destination.Enter(_now));
        Assert.Equal(OutlierTurn.Free, _destination.Enter(_now));
    }

    [Fact]
    public void Trial_OfAClientWhoLeft_ProvesNothingAndIsRepeated()
    {
        Eject();
        Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(OutlierTurn.Trial, _destination.Enter(_now));
        _destination.Leave();
        Assert.Equal(OutlierTurn.Trial, _destination.Enter(_now));
        Assert.True(_destination.IsOut);
    }

    [Fact]
    public void Time_OfTrialsThatFail_GrowsToItsBound()
    {
        Eject();
        var times = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            Pass(_options.MaxEjectionTime);
            Assert.Equal(OutlierTurn.Trial, _destination.Enter(_now));
            var verdict = Record(OutlierOutcome.Failed);
            _destination.Leave();
            Assert.Equal((OutlierEvent.Ejected, "trial-failed"), (verdict.Event, verdict.Cause));
            times.Add(verdict.Time.TotalSeconds);
        }

        Assert.Equal([60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300, 300], times);
    }

    [Fact]
    public void Time_AfterLongService_BeginsAnew()
    {
        Eject();
        for (var i = 0; i < 2; i++)
        {
            Return();
            Assert.Equal(60 + (30 * i), Eject().TotalSeconds);
        }

        Return();
        Pass(TimeSpan.FromSeconds(91));
        Assert.Equal(30, Eject().TotalSeconds);
    }

    private OutlierVerdict Record(OutlierOutcome outcome, bool mayEject = true) => _destination.Record(_now, outcome, _options, () => mayEject);

    private void Pass(TimeSpan time) => _now += time.Ticks;

    private TimeSpan Eject()
    {
        for (var i = 0; i < 4; i++) Record(OutlierOutcome.Failed);
        var verdict = Record(OutlierOutcome.Failed);
        Assert.Equal(OutlierEvent.Ejected, verdict.Event);
        return verdict.Time;
    }

    private void Return()
    {
        Pass(_options.MaxEjectionTime);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(OutlierTurn.Trial, _destination.Enter(_now));
            Record(OutlierOutcome.Answered);
            _destination.Leave();
        }

        Assert.False(_destination.IsOut);
    }
}
