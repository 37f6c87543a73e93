using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.Redis;

namespace Gateway.Cli;

/// <summary>
/// What a configuration says of one set of keys, read without the rest of it. The first key of a set is made before the configuration can be
/// valid, which needs the key file; and nothing that is wrong elsewhere concerns who manages keys.
/// </summary>
internal static class ConfiguredKeySet
{
    private const string Sets = $"Gateway:{nameof(GatewayOptions.ApiKeys)}";
    private const string Redis = $"Gateway:{nameof(GatewayOptions.Redis)}";

    /// <param name="path">The configuration file.</param>
    /// <param name="set">The set.</param>
    /// <param name="makesKeys">Pepper and prefix are needed, too.</param>
    /// <returns>Options that have the set, and Redis where it is kept there; nothing else.</returns>
    /// <exception cref="ApiKeyStoreException">The file cannot be read, or what it says of the set cannot be used.</exception>
    public static GatewayOptions Load(string path, string set, bool makesKeys)
    {
        var errors = new ConfigErrors();
        var interpolation = ConfigInterpolation.Default.With("demo", static (_, _) =>
            InterpolationResult.Failed("what the demo makes up for one run", "a value of your own"));
        var root = ConfigReader.Read(path, errors, interpolation).Root ?? throw Refused(path, errors.Sorted().Where(static f => f.Severity is ConfigSeverity.Error));
        var all = root.Find("Gateway")?.Value as ConfigObject;
        var sets = all?.Find(nameof(GatewayOptions.ApiKeys))?.Value as ConfigObject;
        if (sets?.Find(set)?.Value is not { } node)
            throw new ApiKeyStoreException($"found no set \"{set}\" in {Sets}; allowed: {NearestName.Reference(set, [.. sets?.Members.Select(static m => m.Name) ?? []], Sets)}");

        var binder = new ConfigBinder(ConfigurationLoader.BinderOptions);
        var gateway = new GatewayOptions();
        var options = gateway.ApiKeys[set] = binder.Bind<ApiKeyOptions>(node, errors) ?? new ApiKeyOptions();
        if (options.Store is ApiKeyStoreKind.Redis && all!.Find(nameof(GatewayOptions.Redis))?.Value is { } redis)
        {
            gateway.Redis = binder.Bind<RedisOptions>(redis, errors) ?? new RedisOptions();
            RedisOptionsValidator.Validate(gateway.Redis, new OptionsValidation(gateway, redis, errors));
        }

        ApiKeyOptionsValidator.ValidateSettings(set, new OptionsValidation(gateway, node, errors));
        var findings = new InterpolatedValues(root).HideIn(errors.Sorted())
            .Where(f => f.Severity is ConfigSeverity.Error && IsConcerned(f.Path, $"{Sets}:{set}", options, makesKeys)).ToList();
        return findings.Count == 0 ? gateway : throw Refused(path, findings);
    }

    private static bool IsConcerned(string path, string set, ApiKeyOptions options, bool makesKeys)
    {
        var isShared = options.Store is ApiKeyStoreKind.Redis;
        // The secret of limits in Redis is none of the keys'.
        if (path == Redis || path.StartsWith(Redis + ":", StringComparison.Ordinal)) return isShared && path != $"{Redis}:{nameof(RedisOptions.PartitionSecret)}";
        if (path == set) return true;
        if (!path.StartsWith(set + ":", StringComparison.Ordinal)) return false;
        return path[(set.Length + 1)..] switch
        {
            nameof(ApiKeyOptions.Store) or nameof(ApiKeyOptions.Path) => true,
            nameof(ApiKeyOptions.Pepper) => makesKeys || isShared,
            nameof(ApiKeyOptions.Prefix) => makesKeys,
            nameof(ApiKeyOptions.MaxKeys) => isShared,
            _ => false,
        };
    }

    private static ApiKeyStoreException Refused(string path, IEnumerable<ConfigError> findings) => new($"{path}: not valid:\n{string.Join('\n', findings)}");
}
