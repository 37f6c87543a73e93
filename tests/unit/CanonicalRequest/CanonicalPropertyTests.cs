using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.UnitTests.CanonicalRequest;

/// <summary>Properties over strings made of the pieces that attacks are made of.</summary>
public sealed class CanonicalPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true);

    private static readonly string[] Pieces =
    [
        "/", "/", "a", "Z", "9", ".", "..", ";", "%2F", "%2f", "%5c", "%2e", "%41", "%7E", "%25", "%", "2", "F", "%c3%a9", "%C3%A9", "%c0%af",
        "%ef%bc%8f", "%20", " ", "+", "@", ":", "&", "=", "?", "#", "\\", "[", "\"", "%00", "%0a", "%3b", "%3F", "\u00e9", "\ud800", "\0", "~", "%f0%9f%98%80",
    ];

    private static readonly Arbitrary<string> Texts =
        Gen.Elements(Pieces).ListOf().Select(static p => "/" + string.Concat(p)).ToArbitrary();

    [Fact]
    public void Path_CanonicalizedTwice_IsTheSame()
    {
        var accepted = 0;
        Prop.ForAll(Texts, raw =>
        {
            if (PathCanonicalizer.Canonicalize(raw, out var once, out var traits) is not null) return true;
            accepted++;
            return PathCanonicalizer.Canonicalize(once ?? raw, out var twice, out var again) is null && twice is null && traits == again;
        }).Check(Runs);
        Assert.True(accepted > 500, $"only {accepted} accepted paths were examined");
    }

    [Fact]
    public void Path_DecodedAndEncoded_IsTheSame()
    {
        var accepted = 0;
        Prop.ForAll(Texts, raw =>
        {
            if (PathCanonicalizer.Canonicalize(raw, out var canonical, out var traits) is not null) return true;
            accepted++;
            var decoded = PathEncoding.Decode(canonical ?? raw);
            return PathEncoding.Encode(decoded, (traits & PathTraits.EncodedSlash) != PathTraits.None) == (canonical ?? raw);
        }).Check(Runs);
        Assert.True(accepted > 500, $"only {accepted} accepted paths were examined");
    }

    [Fact]
    public void Path_Accepted_HasNothingThatAnotherParserWouldResolve()
    {
        Prop.ForAll(Texts, raw =>
        {
            if (PathCanonicalizer.Canonicalize(raw, out var canonical, out var traits) is not null || traits != PathTraits.None) return true;
            var path = canonical ?? raw;
            return new Uri("http://h" + path).AbsolutePath == path && !Uri.UnescapeDataString(path).Contains('\\', StringComparison.Ordinal);
        }).Check(Runs);
    }

    [Fact]
    public void Query_CanonicalizedTwice_IsTheSame()
    {
        var accepted = 0;
        Prop.ForAll(Texts, raw =>
        {
            if (QueryCanonicalizer.Canonicalize(raw, out var once) is not null) return true;
            accepted++;
            return QueryCanonicalizer.Canonicalize(once ?? raw, out var twice) is null && twice is null;
        }).Check(Runs);
        Assert.True(accepted > 500, $"only {accepted} accepted queries were examined");
    }

    [Fact]
    public void Query_Canonicalized_DecodesToTheSameBytes()
    {
        Prop.ForAll(Texts, raw =>
            QueryCanonicalizer.Canonicalize(raw, out var canonical) is not null
            || Uri.UnescapeDataString(canonical ?? raw) == Uri.UnescapeDataString(raw)).Check(Runs);
    }

    [Fact]
    public void Gate_AnyTarget_NeverThrowsAndIsIdempotent()
    {
        var gate = GateRequest.Compile(null, new BackendProfile { AllowSemicolon = true, AllowEncodedSlash = true });
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(static p => string.Concat(p)).ToArbitrary(), raw =>
        {
            var context = GateRequest.Context();
            var feature = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!;
            feature.RawTarget = raw;
            if (gate.Inspect(context) is not null) return true;
            var (target, path, query) = (feature.RawTarget, context.Request.Path, context.Request.QueryString);
            return gate.Inspect(context) is null
                && target == feature.RawTarget && path == context.Request.Path && query == context.Request.QueryString;
        }).Check(Runs);
    }
}
