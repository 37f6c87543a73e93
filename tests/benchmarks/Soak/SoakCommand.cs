namespace Gateway.Benchmarks.Soak;

internal static class SoakCommand
{
    public static Task<int> RunAsync(string seconds) => Task.FromResult(seconds.Length);
}
