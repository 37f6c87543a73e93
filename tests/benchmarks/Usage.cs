namespace Gateway.Benchmarks;

internal static class Usage
{
    public const int ExitCode = 2;

    public static int Write(string? found = null)
    {
        if (found is not null) Console.Error.WriteLine(found);
        Console.Error.WriteLine("usage: --policies [--dry] | --soak SECONDS | --slow SECONDS [CONNECTIONS] | --overload SECONDS | --simulate | --limits | --json-schema | --contracts | BenchmarkDotNet's options");
        return ExitCode;
    }
}
