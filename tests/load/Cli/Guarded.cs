namespace Gateway.LoadTests.Cli;

/// <summary>Runs a measurement and turns what stopped it into a message and an exit code.</summary>
internal static class Guarded
{
    private const int Failed = 1;
    private const int Missing = 2;

    public static async Task<int> RunAsync(Func<Task<int>> measure)
    {
        try
        {
            return await measure();
        }
        catch (LoadTestException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return error.Message.StartsWith("missing:", StringComparison.Ordinal) ? Missing : Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped; everything that was started has ended");
            return Failed;
        }
    }
}
