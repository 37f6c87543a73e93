using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary>What the keys commands share.</summary>
internal static class KeysOptions
{
    public static Option<string?> File() => new("--file", "-f")
    {
        Description = "The key file, as in Gateway:ApiKeys:NAME:Path.",
        HelpName = "PATH",
    };

    public static Option<string?> PepperFile() => new("--pepper-file")
    {
        Description = "With --file: the file that holds the pepper of Gateway:ApiKeys:NAME:Pepper. A newline at its end does not count.",
        HelpName = "PATH",
    };

    public static Option<string?> PepperEnvironment() => new("--pepper-env")
    {
        Description = "With --file: the environment variable that holds the pepper. Default: GATEWAY_PEPPER.",
        HelpName = "NAME",
    };

    /// <exception cref="ApiKeyStoreException">There is no pepper, or the file cannot be read.</exception>
    public static string Pepper(string? file, string? variable)
    {
        if (file is null)
        {
            var name = variable ?? "GATEWAY_PEPPER";
            return Environment.GetEnvironmentVariable(name)
                ?? throw new ApiKeyStoreException($"found no environment variable {name}; allowed: --pepper-file PATH, --pepper-env NAME, or GATEWAY_PEPPER set");
        }

        try
        {
            return System.IO.File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyStoreException(error.Message);
        }
    }

    /// <summary>Runs a command; what is wrong with a set is a message and exit code 1, not a stack trace.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ApiKeyStoreException error)
        {
            await Console.Error.WriteLineAsync($"gateway keys: {error.Message}");
            return CommandLine.Invalid;
        }
    }
}
