namespace Gateway.UnitTests;

/// <summary>Asserts that a path allocates nothing once it is warm; the one way in which these tests measure it.</summary>
internal static class Allocations
{
    public static void AssertNone(Action action)
    {
        // The tiers of the compiler and a trimmed array pool may allocate on this thread: the least of several rounds is what the code does.
        for (var i = 0; i < 100; i++) action();
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
