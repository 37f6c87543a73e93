namespace Gateway.Policies.Configuration;

/// <summary>The gateway hands YARP some settings as metadata; written by hand they would pass by the checks of those settings.</summary>
internal static class ReservedMetadata
{
    public const string Prefix = "Gateway:";

    public static void Check(string at, IReadOnlyDictionary<string, string>? metadata, OptionsValidation validation)
    {
        if (metadata is null) return;
        foreach (var name in metadata.Keys)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            validation.Error($"{at}:Metadata:{name}", $"\"{name}\"", $"names that do not begin with \"{Prefix}\"", ConfigErrorCode.Conflict);
        }
    }
}
