using FsCheck;
using FsCheck.Fluent;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>Property tests over things drawn from a seed; always the same seeds.</summary>
internal static class Seeds
{
    public static void ForAll(int count, Action<int> property)
        => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(new Replay(new Rnd(20260314, 7), null!)));
}
