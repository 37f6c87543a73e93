namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class TimingTests
{
    [Fact]
    public void FakeClock_Advanced_FiresDueTimersInOrderAtTheirTime()
    {
        var clock = new FakeClock();
        var start = clock.UtcNow;
        var fired = new List<(string Timer, TimeSpan At)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.UtcNow - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var every = clock.CreateTimer(_ => fired.Add(("every", clock.UtcNow - start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([("every", TimeSpan.FromSeconds(2)), ("late", TimeSpan.FromSeconds(3)), ("every", TimeSpan.FromSeconds(4))], fired);
        Assert.Equal(1, clock.ArmedTimers);
        Assert.Equal(TimeSpan.FromSeconds(4), clock.GetElapsedTime(0));
    }

    [Fact]
    public void FakeClock_WallClockStepped_LeavesTimestampAndTimersAlone()
    {
        var clock = new FakeClock();
        var fired = false;
        using var timer = clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.UtcNow += TimeSpan.FromDays(1);
        Assert.False(fired);
        Assert.Equal(0, clock.GetTimestamp());
    }

    [Fact]
    public async Task FakeClock_TaskDelay_EndsWhenAdvanced()
    {
        var clock = new FakeClock();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));
        await delay;
    }

    [Fact]
    public void FakeClock_TimerDisposed_DoesNotFire()
    {
        var clock = new FakeClock();
        var fired = false;
        clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(fired);
    }

    [Fact]
    public async Task Eventually_ConditionNeverHolds_SaysWhatWasAwaited()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(
            () => Eventually.Async(() => false, TimeSpan.FromMilliseconds(20), "pigs fly"));
        Assert.Contains("pigs fly", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eventually_ConditionHoldsLater_Returns()
    {
        var asked = 0;
        await Eventually.Async(() => ++asked == 3, TimeSpan.FromSeconds(10), "asked three times");
        Assert.Equal(3, asked);
    }

    [Fact]
    public void TempFolder_Lifetime_IsPrivateThenGone()
    {
        var folder = new TempFolder();
        var path = folder.Write("sub/file.txt", "text");
        Assert.Equal("text", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.FullPath));
        folder.Dispose();
        Assert.False(Directory.Exists(folder.FullPath));
    }
}
