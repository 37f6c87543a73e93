using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.UnitTests.Configuration.Binding;

public sealed class BinderErrorListTests
{
    [Fact]
    public void Bind_EightMistakes_ReportsAllEightAtTheirPlaces()
    {
        var (value, errors) = Tree.TryBind<Limits>("""
            {
              // each line has one mistake
              "Permitts": 5,
              "Permits": 0,
              "Window": "30",
              "Enabled": "true",
              "Mode": "enforce",
              "By": ["Address", null],
              "Host": "Über host",
              "per-address": { "Burst": 99999999999999999999 }
            }
            """);

        Assert.NotNull(value);
        Assert.Equal(
        [
            "gateway.json(3,3): GW2001 Permitts: found \"Permitts\"; allowed: Permits, Window, Enabled, Mode, By, Host (did you mean \"Permits\"?), or an entry whose name starts with a lower-case letter",
            "gateway.json(4,14): GW2004 Permits: found 0; allowed: 1 to 1000000",
            "gateway.json(5,13): GW2005 Window: found \"30\"; allowed: a duration such as \"250ms\", \"1s\", \"5m\", \"24h\", \"7d\" or \"00:01:30\"",
            "gateway.json(6,14): GW2002 Enabled: found \"true\"; allowed: true or false, without quotes",
            "gateway.json(7,11): GW2005 Mode: found \"enforce\"; allowed: Enforce, Report, Off (did you mean \"Enforce\"?)",
            "gateway.json(8,21): GW2002 By[1]: found null; allowed: a string",
            "gateway.json(9,11): GW2005 Host: found \"Über host\"; allowed: a lower-case host name",
            "gateway.json(10,29): GW2004 per-address:Burst: found 99999999999999999999; allowed: a whole number, -2147483648 to 2147483647",
        ], errors);
    }

    [Fact]
    public void Bind_MissingMembers_ReportsThemAtTheObjectThatLacksThem()
    {
        var (_, errors) = Tree.TryBind<Needy>("""{ "Inner": {} }""");
        Assert.Equal(
        [
            "gateway.json(1,1): GW2003 First: found nothing; allowed: a string (the member is required)",
            "gateway.json(1,1): GW2003 Second: found nothing; allowed: 1 to 9 (the member is required)",
            "gateway.json(1,12): GW2003 Inner:First: found nothing; allowed: a string (the member is required)",
            "gateway.json(1,12): GW2003 Inner:Second: found nothing; allowed: 1 to 9 (the member is required)",
        ], errors);
    }

    [Fact]
    public void Bind_PartialFragment_MissesNothingAndTakesNull() =>
        Assert.Empty(Tree.TryBind<Needy>("""{ "Inner": { "Second": null }, "First": null }""", partial: true).Errors);

    [Fact]
    public void Bind_ElementsInAPartialFragment_AreComplete() => Assert.Equal(
        ["gateway.json(1,13): GW2003 Items[0]:Second: found nothing; allowed: 1 to 9 (the member is required)"],
        Tree.TryBind<Holder>("""{ "Items": [{ "First": "x" }] }""", partial: true).Errors);

    [Fact]
    public void Bind_RefusedHiddenAndRequiredMembers_FollowTheOptions()
    {
        var options = new ConfigBinderOptions()
            .Refuse(typeof(Foreign), nameof(Foreign.Old), "New")
            .Hide(typeof(Foreign), nameof(Foreign.Id))
            .Require(typeof(Foreign), nameof(Foreign.New));
        Assert.Equal(
        [
            "gateway.json(1,1): GW2003 New: found nothing; allowed: a string (the member is required)",
            "gateway.json(1,3): GW2006 Old: found \"Old\", which the gateway does not take; allowed: instead of it New",
            "gateway.json(1,13): GW2001 Id: found \"Id\"; allowed: New",
        ], Tree.TryBind<Foreign>("""{ "Old": 1, "Id": "x" }""", options).Errors);
        Assert.Throws<ArgumentException>(() => options.Refuse(typeof(Foreign), "Oldd", ""));
    }

    [Fact]
    public void Bind_SecretOrInterpolatedValues_AreNeverPrinted()
    {
        var (_, errors) = Tree.TryBind<Hidden>("""
            { "Password": "pässword", "Mode": "${env:SECRET}", "Net": "${env:SECRET}", "Port": "${env:SECRET}", "Pin": 12345 }
            """);
        Assert.Equal(5, errors.Count);
        Assert.All(errors, e =>
        {
            Assert.DoesNotContain("s3cr3t", e, StringComparison.Ordinal);
            Assert.DoesNotContain("pässword", e, StringComparison.Ordinal);
            Assert.DoesNotContain("12345", e, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Bind_UnresolvedInterpolation_IsReportedOnce() =>
        Assert.Equal(
            ["gateway.json(1,11): GW1005 Port: found env:NOPE, which is not set; allowed: a set environment variable, or a default: ${env:NOPE:-default}"],
            Tree.TryBind<Hidden>("""{ "Port": "${env:NOPE}" }""").Errors);

    [Fact]
    public void Bind_NotAnObject_ReportsAndReturnsNull()
    {
        var root = Tree.Read("""{ "v": [] }""");
        var errors = new ConfigErrors();
        Assert.Null(new ConfigBinder(new ConfigBinderOptions()).Bind<Needy>(root.Find("v")!.Value, errors));
        Assert.Equal(["gateway.json(1,8): GW2002 v: found an array; allowed: an object"], Tree.Texts(errors));
    }

    public enum Mode
    {
        Enforce,
        Report,
        Off,
    }

    public sealed class Limits
    {
        [AllowedRange(1, 1_000_000)]
        public int Permits { get; set; } = 1;

        public TimeSpan Window { get; set; }

        public bool Enabled { get; set; }

        public Mode Mode { get; set; }

        public List<string> By { get; set; } = [];

        [AllowedPattern("^[a-z.]+$", "a lower-case host name")]
        public string? Host { get; set; }

        [NamedEntries]
        public Dictionary<string, Rule> Rules { get; set; } = [];
    }

    public sealed class Rule
    {
        public int Burst { get; set; }
    }

    public sealed class Needy
    {
        public required string First { get; set; }

        [RequiredMember]
        [AllowedRange(1, 9)]
        public int Second { get; set; }

        public Needy? Inner { get; set; }
    }

    public sealed class Holder
    {
        public List<Needy> Items { get; set; } = [];
    }

    public sealed class Foreign
    {
        public string Id { get; set; } = "";

        public int Old { get; set; }

        public string? New { get; set; }
    }

    public sealed class Hidden
    {
        [Secret]
        [AllowedPattern("^[a-z]+$", "letters")]
        public string? Password { get; set; }

        public Mode Mode { get; set; }

        public System.Net.IPNetwork? Net { get; set; }

        public int Port { get; set; }

        [Secret]
        public string? Pin { get; set; }
    }
}
