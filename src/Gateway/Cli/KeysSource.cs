using System.CommandLine;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Cli;

/// <summary>
/// Which set a command works on: a key file with everything on the command line (--file), or a set of a configuration (--set), which says whether
/// that is a file or Redis.
/// </summary>
internal sealed class KeysSource
{
    private readonly Option<string?> _file = KeysOptions.File();
    private readonly Option<string?> _set = new("--set", "-s") { Description = "The set: NAME of Gateway:ApiKeys:NAME in the configuration.", HelpName = "NAME" };
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<string?> _pepperFile = KeysOptions.PepperFile();
    private readonly Option<string?> _pepperEnvironment = KeysOptions.PepperEnvironment();
    private readonly Option<string> _prefix = new("--prefix") { Description = "With --file: what the key begins with.", DefaultValueFactory = static _ => "gw" };

    /// <param name="command">Gets the options.</param>
    /// <param name="makesKeys">It needs pepper and prefix, which a configuration has and a file has not.</param>
    public KeysSource(Command command, bool makesKeys)
    {
        MakesKeys = makesKeys;
        command.Options.Add(_file);
        command.Options.Add(_set);
        command.Options.Add(_config);
        if (makesKeys)
        {
            command.Options.Add(_pepperFile);
            command.Options.Add(_pepperEnvironment);
            command.Options.Add(_prefix);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is null == result.GetValue(_set) is null) result.AddError("allowed: exactly one of --file PATH and --set NAME");
        });
    }

    private bool MakesKeys { get; }

    /// <summary>Runs a command on the set; what is wrong with it is a message and exit code 1, not a stack trace.</summary>
    public Task<int> RunAsync(ParseResult result, Func<IApiKeyStore, Task<int>> command) => KeysOptions.RunAsync(async () =>
    {
        if (result.GetValue(_file) is { } path) return await command(File(result, path));
        await using var session = await ConfigurationSession.LoadAsync(result.GetValue(_config)!, TimeProvider.System);
        if (session.Result.Configuration is not { } configuration)
            throw new ApiKeyStoreException($"{result.GetValue(_config)}: not valid: {session.Result.Findings.FirstOrDefault(static f => f.Severity is ConfigSeverity.Error)}");
        return await RunAsync(configuration.File.Gateway, result.GetValue(_set)!, command);
    });

    private FileApiKeyStore File(ParseResult result, string path)
    {
        var pepper = MakesKeys ? KeysOptions.Pepper(result.GetValue(_pepperFile), result.GetValue(_pepperEnvironment)) : "";
        return new(new ApiKeyFile(path, TimeProvider.System), MakesKeys ? result.GetValue(_prefix)! : "", pepper);
    }

    private static async Task<int> RunAsync(GatewayOptions gateway, string set, Func<IApiKeyStore, Task<int>> command)
    {
        if (!gateway.ApiKeys.TryGetValue(set, out var options))
            throw new ApiKeyStoreException($"found no set \"{set}\" in Gateway:ApiKeys; allowed: {NearestName.Reference(set, [.. gateway.ApiKeys.Keys], "Gateway:ApiKeys")}");
        if (options.Store is ApiKeyStoreKind.File)
            return await command(new FileApiKeyStore(new ApiKeyFile(options.Path, TimeProvider.System), options.Prefix, options.Pepper));
        await using var redis = await RedisSession.ConnectAsync(gateway.Redis!);
        return await command(new SharedApiKeyStore(KeySetSettings.Of(set, options), redis.Sets, static () => null, TimeProvider.System));
    }
}
