using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Authentication.ApiKey.Shared;

/// <summary>What becomes of a set when somebody else can write to the store.</summary>
public sealed class KeySetKeeperTests : IDisposable
{
    private readonly SharedBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Set_NotKnownYet_NobodyCanTell()
    {
        var replica = _bench.Replica();
        var outcome = replica.Keys.Verify("gw_anything", _bench.Time.GetUtcNow());
        Assert.Equal((true, "keys-unavailable"), (outcome.IsUnavailable, outcome.FailureReason));
        Assert.Equal(default, replica.Keys.Verify("other_anything", _bench.Time.GetUtcNow()));
        Assert.False(await _bench.LookAsync(replica));
        Assert.Empty(_bench.Events.Items);
        Assert.Equal("absent", replica.Problem);
    }

    [Fact]
    public async Task Changes_InOrder_AreTakenOver()
    {
        var replica = _bench.Replica();
        var first = await _bench.CreateAsync();
        Assert.True(await _bench.LookAsync(replica));
        Assert.Equal("acme", _bench.Ask(replica, first));

        var second = await _bench.Manager.RotateAsync(first.Entry.Id, TimeSpan.Zero);
        Assert.True(await _bench.LookAsync(replica));
        Assert.Equal(("api-key-expired", "acme"), (_bench.Ask(replica, first), _bench.Ask(replica, second!)));

        Assert.True(await _bench.Manager.RevokeAsync(second!.Entry.Id));
        Assert.Equal("acme", _bench.Ask(replica, second));
        Assert.True(await _bench.LookAsync(replica));
        Assert.Equal("api-key-revoked", _bench.Ask(replica, second));
        Assert.Equal(3, replica.Known!.Head.Version);
        Assert.Equal(["api-keys.loaded", "api-keys.loaded", "api-keys.loaded"], _bench.Events.Items.Select(e => e.Event));
    }

    [Fact]
    public async Task Rollback_ToASetWithTheRevokedKey_IsRefusedAndPutRight()
    {
        var replica = _bench.Replica();
        var key = await _bench.CreateAsync();
        var before = _bench.Stored;
        await _bench.Manager.RevokeAsync(key.Entry.Id);
        var after = _bench.Stored;
        Assert.True(await _bench.LookAsync(replica));

        _bench.Stored = before;
        Assert.False(await _bench.LookAsync(replica));

        Assert.Equal("api-key-revoked", _bench.Ask(replica, key));
        Assert.Equal((after.Head, after.List), (_bench.Stored.Head, _bench.Stored.List));
        Assert.Contains(_bench.Events.Items, e => e is { Event: "api-keys.set.refused", Reason: "rollback" });
        Assert.Contains(_bench.Events.Items, e => e.Event == "api-keys.restored");
        Assert.True(await _bench.LookAsync(replica));
        Assert.Null(replica.Problem);
        // A replica that starts now gets the right one.
        var late = _bench.Replica();
        await _bench.LookAsync(late);
        Assert.Equal("api-key-revoked", _bench.Ask(late, key));
    }

    [Fact]
    public async Task Record_OfARevokedKeyReplayed_IsRefusedByReplicasThatKnowNothing()
    {
        var key = await _bench.CreateAsync();
        var old = _bench.Stored.Records[key.Entry.Id];
        await _bench.Manager.RevokeAsync(key.Entry.Id);
        _bench.Storage.Tamper(_bench.Set, key.Entry.Id, old);

        var late = _bench.Replica();
        Assert.False(await _bench.LookAsync(late));

        Assert.Equal("api-key-unknown", _bench.Ask(late, key));
        Assert.Contains(_bench.Events.Items, e => e is { Event: "api-keys.record.refused", Reason: "stale" });
    }

    [Theory]
    [InlineData("deleted", "missing")]
    [InlineData("altered", "mac-invalid")]
    [InlineData("forged", "unlisted")]
    public async Task Records_TamperedWith_TheOthersWorkAndAReplicaThatKnowsPutsThemBack(string what, string reason)
    {
        var (replica, late) = (_bench.Replica(), _bench.Replica());
        var (key, other) = (await _bench.CreateAsync(), await _bench.CreateAsync("globex"));
        await _bench.LookAsync(replica);
        var good = _bench.Stored;
        var id = what == "forged" ? "AAAABBBBCCCCDDDD" : key.Entry.Id;
        _bench.Storage.Tamper(_bench.Set, id, what == "deleted" ? null : what == "altered" ? good.Records[id].Replace("acme", "root", StringComparison.Ordinal) : good.Records[key.Entry.Id]);

        Assert.False(await _bench.LookAsync(late));
        Assert.Equal(what == "forged" ? "acme" : "api-key-unknown", _bench.Ask(late, key));
        Assert.Equal("globex", _bench.Ask(late, other));
        Assert.Contains(_bench.Events.Items, e => e.Event == "api-keys.record.refused" && e.Reason == reason);

        // What is not listed takes nothing away, so a replica without memory can remove it.
        Assert.Equal(what == "forged", await _bench.LookAsync(replica));
        Assert.Equal("acme", _bench.Ask(replica, key));
        Assert.Equal(good.Records.OrderBy(r => r.Key, StringComparer.Ordinal), _bench.Stored.Records.OrderBy(r => r.Key, StringComparer.Ordinal));
        Assert.True(await _bench.LookAsync(late));
        Assert.Equal("acme", _bench.Ask(late, key));
    }

    [Fact]
    public async Task Record_DamagedBeforeAGenuineChange_IsTakenFromWhatIsKnown()
    {
        var replica = _bench.Replica();
        var key = await _bench.CreateAsync();
        await _bench.LookAsync(replica);
        _bench.Storage.Tamper(_bench.Set, key.Entry.Id, null);
        var other = await _bench.CreateAsync("globex");

        await _bench.LookAsync(replica);

        Assert.Equal(("acme", "globex"), (_bench.Ask(replica, key), _bench.Ask(replica, other)));
        Assert.Equal(2, _bench.Stored.Records.Count);
    }

    [Fact]
    public async Task Store_EmptiedOrOverwritten_KeysGoOnAndArePutBackNotMoreThanEveryFiveSeconds()
    {
        var replica = _bench.Replica();
        var key = await _bench.CreateAsync();
        await _bench.LookAsync(replica);
        var writes = _bench.Storage.Writes;

        for (var i = 0; i < 20; i++)
        {
            _bench.Stored = i % 2 == 0 ? StoredKeySet.None : new("1.99." + new string('0', 64), "", new Dictionary<string, string>());
            Assert.False(await _bench.LookAsync(replica));
            Assert.Equal("acme", _bench.Ask(replica, key));
            _bench.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(2, _bench.Storage.Writes - writes);
        Assert.Contains(_bench.Events.Items, e => e is { Event: "api-keys.set.refused", Reason: "absent" });
        Assert.Contains(_bench.Events.Items, e => e is { Event: "api-keys.set.refused", Reason: "mac-invalid" });
    }

    [Fact]
    public async Task SameProblem_ManyTimes_IsToldOnceAMinute()
    {
        var replica = _bench.Replica();
        _bench.Stored = new("1.1." + new string('0', 64), "", new Dictionary<string, string>());
        for (var i = 0; i < 130; i++)
        {
            await _bench.LookAsync(replica);
            _bench.Time.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Equal(2, _bench.Events.Items.Count);
    }

    [Fact]
    public async Task Set_LargerThanThisReplicaMayHave_IsRefusedAndNotUndone()
    {
        using var small = new SharedBench(maxKeys: 2);
        var replica = small.Replica();
        var key = await small.CreateAsync();
        await small.LookAsync(replica);
        await small.Manage(static () => null, maxKeys: 10).CreateAsync(new NewApiKey("globex"));
        await small.Manage(static () => null, maxKeys: 10).CreateAsync(new NewApiKey("initech"));
        var head = small.Stored.Head;

        Assert.False(await small.LookAsync(replica));

        Assert.Equal((head, "too-large", "acme"), (small.Stored.Head, replica.Problem, small.Ask(replica, key)));
    }

    [Fact]
    public async Task Set_WithMoreRecordsThanItLists_IsPutRight()
    {
        var replica = _bench.Replica();
        var key = await _bench.CreateAsync();
        await _bench.LookAsync(replica);
        var good = _bench.Stored;
        _bench.Stored = good with { Records = new Dictionary<string, string>(), IsPartial = true };

        Assert.False(await _bench.LookAsync(replica));

        Assert.Equal(good.Records, _bench.Stored.Records);
        Assert.Equal("acme", _bench.Ask(replica, key));
    }

    [Fact]
    public async Task TwoSetsOfOneVersion_AllReplicasAgreeOnOne()
    {
        var (one, two) = (_bench.Replica(), _bench.Replica());
        await _bench.CreateAsync();
        await _bench.LookAsync(one);
        _bench.Stored = StoredKeySet.None;
        await _bench.CreateAsync("globex");
        await _bench.LookAsync(two);
        for (var i = 0; i < 4; i++)
        {
            await _bench.LookAsync(one);
            await _bench.LookAsync(two);
            _bench.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(one.Known!.Head, two.Known!.Head);
        Assert.Equal(_bench.Stored.Head, one.Known.Head.ToString());
    }

    [Fact]
    public async Task Restore_StoreTakesNoWrites_IsToldAndTriedAgain()
    {
        var replica = _bench.Replica();
        await _bench.CreateAsync();
        await _bench.LookAsync(replica);
        var empty = StoredKeySet.None;
        _bench.Stored = empty;
        _bench.Storage.Failure = StoreFailure.ServerError;
        Assert.Equal(KeySetState.Refused, await replica.TakeAsync("", empty));
        Assert.Contains(_bench.Events.Items, e => e is { Event: "api-keys.restore.failed", Reason: "server-error" });

        _bench.Storage.Failure = StoreFailure.None;
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await _bench.LookAsync(replica));
        Assert.True(await _bench.LookAsync(replica));
    }

    [Fact]
    public async Task Set_FollowedWithOtherSettingsWhileTheStoreIsAway_KeepsItsKeys()
    {
        using var sets = _bench.Sets();
        var key = await _bench.CreateAsync();
        var before = sets.GetOrCreate(_bench.Settings);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (before.Known is null)
        {
            _bench.Time.Advance(SharedKeySet.PollInterval);
            await Task.Delay(1, patience.Token);
        }

        _bench.Storage.Failure = StoreFailure.Disconnected;

        var after = sets.GetOrCreate(_bench.Settings with { MaxKeys = _bench.Settings.MaxKeys + 1 });

        Assert.NotSame(before, after);
        Assert.Equal("acme", after.Keys.Verify(key.Text, _bench.Time.GetUtcNow()).Identity?.Consumer);
    }
}
