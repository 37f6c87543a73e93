namespace Gateway.UnitTests.RateLimit;

internal static class CompletedValueTask
{
    /// <summary>The result of what has to have completed synchronously.</summary>
    public static T Completed<T>(this ValueTask<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.GetAwaiter().GetResult();
    }
}
