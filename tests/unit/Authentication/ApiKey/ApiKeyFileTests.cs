using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.UnitTests.Authentication.ApiKey;

public sealed class ApiKeyFileTests : IDisposable
{
    private readonly TestGateway _gateway = new();

    private string FilePath => _gateway.Options.ApiKeys["partners"].Path;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void Create_NewFile_HoldsHashAndNotTheKeyAndIsPrivate()
    {
        var key = _gateway.CreateKey(new NewApiKey("acme") { Roles = ["r"], Scopes = ["s"], ExpiresAt = _gateway.Time.GetUtcNow().AddDays(30), Note = "ticket 7" });

        var content = File.ReadAllText(FilePath);
        Assert.DoesNotContain(key.Text, content, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text.Split('_')[2], content, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text, key.ToString(), StringComparison.Ordinal);
        var entry = Assert.Single(_gateway.KeyFile.List());
        Assert.Equal((key.Entry.Id, "acme", true, "ticket 7"), (entry.Id, entry.Consumer, entry.Enabled, entry.Note));
        Assert.Equal(key.Entry.ExpiresAt, entry.ExpiresAt);
        Assert.Equal(_gateway.Time.GetUtcNow(), entry.CreatedAt);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.DoesNotContain(Directory.GetFiles(_gateway.Directory), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Revoke_KnownAndUnknownId_SwitchesOffOnlyThatKey()
    {
        var first = _gateway.CreateKey();
        var second = _gateway.CreateKey();

        Assert.True(_gateway.KeyFile.Revoke(first.Entry.Id));
        Assert.False(_gateway.KeyFile.Revoke("0000000000000000"));

        Assert.Equal([(first.Entry.Id, false), (second.Entry.Id, true)], _gateway.KeyFile.List().Select(k => (k.Id, k.Enabled)));
    }

    [Fact]
    public void Rotate_Key_BothWorkDuringTheOverlapOnly()
    {
        var old = _gateway.CreateKey(new NewApiKey("acme") { Scopes = ["s"] });
        var successor = _gateway.KeyFile.Rotate(old.Entry.Id, "gw", TestGateway.Pepper, TimeSpan.FromHours(1))!;
        var set = new ApiKeySets().Get("partners", _gateway.Options);
        var now = _gateway.Time.GetUtcNow();

        Assert.NotNull(set.Verify(old.Text, now.AddMinutes(59)).Identity);
        Assert.Equal("api-key-expired", set.Verify(old.Text, now.AddHours(1)).FailureReason);
        Assert.Equal("acme", set.Verify(successor.Text, now.AddHours(1)).Identity!.Consumer);
        Assert.Null(_gateway.KeyFile.Rotate("0000000000000000", "gw", TestGateway.Pepper, TimeSpan.Zero));
    }

    [Fact]
    public void Tier_OfAKey_IsInTheIdentityAndPassesToTheSuccessor()
    {
        var old = _gateway.CreateKey(new NewApiKey("acme") { Tier = "gold" });
        var successor = _gateway.KeyFile.Rotate(old.Entry.Id, "gw", TestGateway.Pepper, TimeSpan.FromHours(1))!;
        var set = new ApiKeySets().Get("partners", _gateway.Options);
        foreach (var key in (string[])[old.Text, successor.Text])
        {
            var identity = set.Verify(key, _gateway.Time.GetUtcNow()).Identity!;
            Assert.Equal(("gold", "gold"), (identity.Tier, identity.Principal.FindFirst("tier")!.Value));
        }

        Assert.Null(set.Verify(_gateway.CreateKey().Text, _gateway.Time.GetUtcNow()).Identity?.Tier);
        var error = Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("acme") { Tier = "a b" }));
        Assert.Equal("found the tier \"a b\"; allowed: a letter or digit, then letters, digits, '.', '_' and '-', 64 in all", error.Message);
    }

    [Fact]
    public void Rotate_OfAKeyWithAnEnd_SuccessorHasItToo()
    {
        var end = _gateway.Time.GetUtcNow().AddDays(30);
        var old = _gateway.CreateKey(new NewApiKey("acme") { ExpiresAt = end });
        Assert.Equal(end, _gateway.KeyFile.Rotate(old.Entry.Id, "gw", TestGateway.Pepper, TimeSpan.FromHours(1))!.Entry.ExpiresAt);

        var over = _gateway.CreateKey(new NewApiKey("acme") { ExpiresAt = _gateway.Time.GetUtcNow().AddHours(1) });
        _gateway.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(_gateway.KeyFile.Rotate(over.Entry.Id, "gw", TestGateway.Pepper, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Create_WithAnEndThatIsNotInTheFuture_IsRefused()
    {
        var now = _gateway.Time.GetUtcNow();
        var error = Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("acme") { ExpiresAt = now }));
        Assert.Equal($"found the end {now:u}; allowed: a time in the future (now it is {now:u})", error.Message);
        Assert.False(File.Exists(FilePath));
        Assert.NotNull(_gateway.CreateKey(new NewApiKey("acme") { ExpiresAt = now.AddSeconds(1) }));
    }

    [Fact]
    public void Create_WhileAnotherProcessChangesTheFile_SaysSo()
    {
        using var changing = FileChange.Begin(FilePath);
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey());
    }

    [Fact]
    public void Create_BadInput_IsRefusedBeforeAnythingIsWritten()
    {
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("a\nb")));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("a") { Scopes = ["two words"] }));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("a") { Roles = [""] }));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("a") { Roles = [null!] }));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.CreateKey(new NewApiKey("a") { Scopes = ["orders:read", null!] }));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.Create("gw", "short", new NewApiKey("a")));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.Create("G W", TestGateway.Pepper, new NewApiKey("a")));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void CreateAndRotate_WithAnotherPepper_AreRefusedAndChangeNothing()
    {
        var key = _gateway.CreateKey();
        var before = File.ReadAllText(FilePath);
        var other = TestGateway.Pepper + "!";

        var error = Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.Create("gw", other, new NewApiKey("acme")));
        Assert.Equal($"{FilePath}: found a pepper that is not the one its keys were made with; allowed: that one; nothing was changed", error.Message);
        Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.Rotate(key.Entry.Id, "gw", other, TimeSpan.Zero));

        Assert.Equal(before, File.ReadAllText(FilePath));
        Assert.True(_gateway.KeyFile.Revoke(key.Entry.Id));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.Create("gw", other, new NewApiKey("acme")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void File_OfAnEarlierVersion_IsReadAsBeforeAndGetsTheCheckWithItsNextKey(bool rotates)
    {
        var key = _gateway.CreateKey();
        var check = $"  \"PepperCheck\": \"{PepperCheck.Of(ApiKeyHash.Pepper(TestGateway.Pepper))}\",\n";
        var content = File.ReadAllText(FilePath).ReplaceLineEndings("\n");
        Assert.Contains(check, content, StringComparison.Ordinal);
        File.WriteAllText(FilePath, content.Replace(check, "", StringComparison.Ordinal));

        Assert.NotNull(new ApiKeySets().Get("partners", _gateway.Options).Verify(key.Text, _gateway.Time.GetUtcNow()).Identity);
        var second = rotates ? _gateway.KeyFile.Rotate(key.Entry.Id, "gw", TestGateway.Pepper, TimeSpan.Zero)! : _gateway.CreateKey();
        Assert.Contains(check, File.ReadAllText(FilePath).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.NotNull(new ApiKeySets().Get("partners", _gateway.Options).Verify(second.Text, _gateway.Time.GetUtcNow()).Identity);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData(" \n", "an empty file")]
    [InlineData("""{"keys":[]}""", "(1,9): unknown member \"keys\"; allowed: PepperCheck, Keys (did you mean \"Keys\"?)")]
    [InlineData("""{"Keys":[{"Scope":[]}]}""", "(1,19): unknown member \"Scope\"; allowed: Id, Hash, Consumer, Roles, Scopes, Tier, Enabled, ExpiresAt, CreatedAt, Note (did you mean \"Scopes\"?)")]
    [InlineData("{}", "(1,3): without Keys")]
    [InlineData("[]", "(1,2): found a value of another kind; allowed: an object")]
    [InlineData("""{"Keys":{}}""", "(1,10): Keys: found a value of another kind; allowed: an array")]
    [InlineData("""{"Keys":[{"Id":1}]}""", "(1,17): Keys[0]:Id: found a value of another kind; allowed: a string")]
    [InlineData("""{"Keys":[{"Id":"a"}]}""", "(1,20): Keys[0]: without Hash, Consumer")]
    [InlineData("""{"Keys":[{"Id":null}]}""", "(1,20): Keys[0]:Id: found null; allowed: a value, or nothing at all")]
    [InlineData("""{"Keys":[{"Enabled":"yes"}]}""", "(1,26): Keys[0]:Enabled: found a value of another kind; allowed: true or false")]
    [InlineData("""{"Keys":[{"Roles":"r"}]}""", "(1,22): Keys[0]:Roles: found a value of another kind; allowed: an array of strings")]
    [InlineData("""{"Keys":[],"Keys":[]}""", "(1,21): the member Keys again; allowed: each member once")]
    [InlineData("""{"PepperCheck":"none","Keys":[]}""", "PepperCheck: not 4 lower-case hexadecimal digits")]
    public void Read_FileThatIsNotStrictlyOurs_SaysSoInWordsOfTheFile(string json, string problem)
    {
        File.WriteAllText(FilePath, json);
        Assert.Equal($"{FilePath}: {problem}", Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.List()).Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Keys":[],"More":1}""")]
    [InlineData("""{"Keys":[],"Keys":[]}""")]
    [InlineData("""{"Keys":[null]}""")]
    [InlineData("""{"Keys":[{"Id":"a"}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"00","Consumer":"a"}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a","Roles":null}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a","Scopes":["a b"]}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a\n"}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a","ExpiresAt":"2027-01-01"}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a","ExpiresAt":"2027-01-01T00:00:00"}]}""")]
    [InlineData("""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"a"},{"Id":"abcdefghijklmnop","Hash":"HASH","Consumer":"b"}]}""")]
    public void Read_FileThatIsNotStrictlyOurs_IsRefused(string json)
    {
        File.WriteAllText(FilePath, json.Replace("HASH", new string('0', 64), StringComparison.Ordinal));
        Assert.Throws<ApiKeyStoreException>(() => _gateway.KeyFile.List());
    }

    [Theory]
    [InlineData("2027-01-01T00:00:00Z")]
    [InlineData("2027-01-01T02:00:00+02:00")]
    [InlineData("2027-01-01T00:00:00.000Z")]
    public void Read_TimeWithOffset_IsThatMoment(string time)
    {
        File.WriteAllText(FilePath, $$"""{"Keys":[{"Id":"abcdefghijklmnop","Hash":"{{new string('0', 64)}}","Consumer":"a","ExpiresAt":"{{time}}"}]}""");
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Assert.Single(_gateway.KeyFile.List()).ExpiresAt);
    }
}
