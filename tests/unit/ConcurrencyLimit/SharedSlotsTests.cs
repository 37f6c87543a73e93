using Gateway.IntegrationTests.Support;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.ConcurrencyLimit.SlotHarness;

namespace Gateway.UnitTests.ConcurrencyLimit;

/// <summary>What the table does with a store's replies and with their absence.</summary>
public sealed class SharedSlotsTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly PlayedSlots _store = new();
    private readonly SlotHarness _harness;

    public SharedSlotsTests() => _harness = new SlotHarness(_store);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Request_WithoutASlot_WaitsForTheStoreAndOthersShareTheNextCall()
    {
        var stage = Stage(3);
        var first = Ask(stage);
        var others = Enumerable.Range(0, 2).Select(_ => Ask(stage)).ToList();
        var call = Assert.Single(_store.Calls);
        Assert.Equal((0, 1, true), (call.Call.Used, call.Call.Need, call.IsWaitedFor));
        call.Reply.SetResult(new(SlotReplyKind.Answered, 1));
        Assert.Null((await first).Rejection);
        await Eventually.Async(() => _store.Calls.Count == 2, Patience, "the next call");
        Assert.Equal((1, 2), (_store.Calls[1].Call.Used, _store.Calls[1].Call.Need));
        _store.Calls[1].Reply.SetResult(new(SlotReplyKind.Answered, 2, IsLacking: true, IsContended: true));
        var decisions = await Task.WhenAll(others);
        Assert.Equal([null, 429], decisions.Select(d => d.Rejection?.Status));
        // Known to be full: nobody asks.
        Assert.Equal(429, (await Ask(stage)).Rejection!.Status);
        Assert.Equal(2, _store.Calls.Count);
    }

    [Fact]
    public async Task Slot_Held_IsUsedWithoutACallAndReturnedInTheEnd()
    {
        _store.Answer = static call => new(SlotReplyKind.Answered, call.Used + call.Need);
        var stage = Stage(3);
        var exchange = From();
        Assert.True((await stage.DecideAsync(exchange)).IsContinue);
        exchange.End();
        for (var i = 0; i < 10; i++)
        {
            // The same slot again, before it goes back: synchronously.
            exchange = From();
            Assert.Null(Decide(stage, exchange));
            exchange.End();
        }

        Assert.Single(_store.Calls);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(25));
        await Eventually.Async(() => _harness.Table.Count == 0, Patience, "the slot is returned and the partition forgotten");
        Assert.Equal((0, 0, 0, false), _store.Calls[^1] is var (last, waited, _) ? (last.Used, last.Need, last.Wish, waited) : default);
    }

    [Fact]
    public async Task Slot_ReleasedWhileOthersWait_GoesToTheFirstOfThem()
    {
        var stage = Stage(2);
        var holder = From();
        var holding = stage.DecideAsync(holder).AsTask();
        _store.Calls[0].Reply.SetResult(new(SlotReplyKind.Answered, 1));
        Assert.Null((await holding).Rejection);
        var waiting = Ask(stage);
        Assert.Equal(2, _store.Calls.Count);
        holder.End();
        Assert.Null((await waiting).Rejection);
    }

    [Theory]
    [InlineData(StoreFailureMode.Local, null, null, 429)]
    [InlineData(StoreFailureMode.Deny, 503, 503, 503)]
    [InlineData(StoreFailureMode.Allow, null, null, null)]
    public async Task Store_Away_TheRuleDecides(StoreFailureMode mode, int? first, int? second, int? third)
    {
        (_store.IsAsked, _store.Answer) = (false, static _ => new(SlotReplyKind.NotSent));
        var rule = Rule(4);
        (rule.Shared, rule.OnStoreFailure) = (true, mode);
        var stage = _harness.Stage(("r", rule));
        var exchanges = Enumerable.Range(0, 3).Select(_ => From()).ToList();
        List<int?> statuses = [];
        foreach (var exchange in exchanges) statuses.Add((await stage.DecideAsync(exchange)).Rejection?.Status);
        // Half of four: there are two replicas.
        Assert.Equal([first, second, third], statuses);
        foreach (var exchange in exchanges) exchange.End();
        // The store has heard of nothing, so there is nothing to tell it.
        Assert.Equal(0, _harness.Table.Count);
    }

    [Fact]
    public async Task Store_Back_IsToldWhatIsInFlight()
    {
        (_store.IsAsked, _store.Answer) = (false, static _ => new(SlotReplyKind.NotSent));
        var stage = Stage(4);
        var exchanges = Enumerable.Range(0, 2).Select(_ => From()).ToList();
        foreach (var exchange in exchanges) Assert.True((await stage.DecideAsync(exchange)).IsContinue);
        (_store.IsAsked, _store.Answer) = (true, static call => new(SlotReplyKind.Answered, call.Used + call.Need));
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        _store.Heard!(true);
        await Eventually.Async(() => { lock (_store.Calls) return _store.Calls[^1].Call.Used == 2; }, Patience, "two are reported");
        foreach (var exchange in exchanges) exchange.End();
    }

    [Fact]
    public async Task Store_SaysGone_TheNextLifeIsAskedForThoseWhoWait()
    {
        _store.Answer = call =>
        {
            if (call.Life == 2) return new(SlotReplyKind.Answered, call.Used + call.Need);
            (_store.Life, _store.UsableLife) = (2, 2);
            return new(SlotReplyKind.Gone);
        };
        Assert.Null((await Ask(Stage(3))).Rejection);
        Assert.Equal([1, 2], _store.Calls.Select(c => c.Call.Life));
    }

    [Fact]
    public async Task Life_NotUsable_HeldSlotsAdmitNobody()
    {
        _store.Answer = static call => new(SlotReplyKind.Answered, call.Used + call.Need + 1, 1);
        var stage = Stage(40);
        Assert.Null((await Ask(stage)).Rejection);
        // One is in reserve, but the replica was frozen for too long; and nobody answers.
        (_store.UsableLife, _store.Answer) = (0, null);
        var waiting = Ask(stage);
        Assert.Equal(2, _store.Calls.Count);
        Assert.False(waiting.IsCompleted);
        _store.UsableLife = 1;
        _store.Calls[1].Reply.SetResult(new(SlotReplyKind.Answered, 2));
        Assert.Null((await waiting).Rejection);
    }

    [Fact]
    public async Task Rules_OneRefusedByTheStore_TheOtherComesBack()
    {
        _store.Answer = static call => new(SlotReplyKind.Answered, call.Used, 0, true, true);
        var ours = Rule(5, "Route");
        ours.Shared = true;
        var stage = _harness.Stage(("own", Rule(1)), ("ours", ours));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("rule ours", (await Ask(stage)).Rejection!.Note);
            _harness.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(0, _harness.Table.Count);
    }

    [Fact]
    public async Task Call_FateUnknown_ThePartitionStaysUntilTheStoreWasTold()
    {
        var rule = Rule(4);
        (rule.Shared, rule.OnStoreFailure) = (true, StoreFailureMode.Deny);
        _store.Answer = static _ => new(SlotReplyKind.Failed);
        Assert.Equal(503, (await Ask(_harness.Stage(("r", rule)))).Rejection!.Status);
        Assert.Equal(1, _harness.Table.Count);
        _store.Answer = static call => new(SlotReplyKind.Answered, call.Used + call.Need);
        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        _store.Heard!(false);
        await Eventually.Async(() => _harness.Table.Count == 0, Patience, "told and forgotten");
        Assert.Equal((0, 0), (_store.Calls[^1].Call.Used, _store.Calls[^1].Call.Need));
    }

    private RequestStage Stage(int permits)
    {
        var rule = Rule(permits);
        rule.Shared = true;
        return _harness.Stage(("r", rule));
    }

    private static Task<Decision> Ask(RequestStage stage) => stage.DecideAsync(From()).AsTask();
}
