using Gateway.Policies.Configuration;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Validation;

/// <summary>Loads the contract, so that each of its mistakes is a finding of the configuration.</summary>
internal static class ValidationOptionsValidator
{
    public static void Validate(ValidationOptions options, ContractStore store, OptionsValidation validation)
    {
        DocumentAccessRules.CheckOptions(options, validation);
        if (options.Learn)
        {
            if ((options.OpenApi ?? options.Body ?? options.Query ?? options.Headers) is not null)
                validation.Error("Learn", "true beside a contract", "OpenApi and schemas of one's own without Learn; gateway contract drift shows what a contract lacks", ConfigErrorCode.Conflict);
            else if (options.Response is not ResponseMode.Off || options.BasePath is not null)
                validation.Error("Learn", "true beside Response or BasePath", "neither: nothing is checked", ConfigErrorCode.Conflict);
            return;
        }

        if (options.SensitiveScope is not null && options.Response is not (ResponseMode.Enforce or ResponseMode.Strip))
            validation.Error("SensitiveScope", $"a scope with Response {options.Response}", "Response Enforce or Strip: what the contract does not have cannot be masked", ConfigErrorCode.Conflict);
        if (options is { SensitiveScope: null, SensitiveMembers.Count: > 0 })
            validation.Error("SensitiveMembers", "members without SensitiveScope", "SensitiveScope: the scope that may see them", ConfigErrorCode.Conflict);
        if (!CheckSources(options, validation) || !CheckDocuments(options, validation)) return;
        var addresses = AddressMap.Format(options.Documents.ToDictionary(static d => d.Key, d => Path.GetFullPath(d.Value, Folder(options)), StringComparer.Ordinal));
        var contract = options.OpenApi is { } path
            ? store.Load(new ContractSettings(path, Folder(options), addresses, options.BasePath, options.AssertFormats, options.Response is not ResponseMode.Off, options.SecurityFrom is SecuritySource.OpenApi))
            : store.Load(new SchemaSettings(options.Body, options.Query, options.Headers, options.Folder, addresses, options.AssertFormats));
        foreach (var finding in contract.Findings) validation.Add(finding);
        if (contract.Findings.FirstOrDefault(static f => f.Severity is ConfigSeverity.Error) is { } first)
            validation.Error(Member(options), $"a document with errors, the first at {first.Location} {first.Path}", "a document without errors", ConfigErrorCode.Material);
        options.Contract = contract;
    }

    private static bool CheckSources(ValidationOptions options, OptionsValidation validation)
    {
        var schemas = options.Body ?? options.Query ?? options.Headers;
        if (options.OpenApi is null && schemas is null)
            validation.Error("", "no contract", "OpenApi, or some of Body, Query and Headers, or Learn", ConfigErrorCode.MissingMember);
        else if (options.OpenApi is not null && schemas is not null)
            validation.Error("OpenApi", "a document beside Body, Query or Headers", "one of the two", ConfigErrorCode.Conflict);
        else if (options is { OpenApi: null, Response: not ResponseMode.Off })
            validation.Error("Response", $"{options.Response} without OpenApi", "Off; schemas of one's own are for requests", ConfigErrorCode.Conflict);
        else if (options is { OpenApi: null, BasePath: not null })
            validation.Error("BasePath", "a base path without OpenApi", "OpenApi", ConfigErrorCode.Conflict);
        else
            return true;
        return false;
    }

    private static bool CheckDocuments(ValidationOptions options, OptionsValidation validation)
    {
        var isGood = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in options.Documents.Keys)
        {
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Fragment.Length: 0, Scheme: "http" or "https" } && !address.Contains('\n', StringComparison.Ordinal))
            {
                if (seen.Add(uri.AbsoluteUri)) continue;
                validation.Error($"Documents:{address}", $"\"{address}\", another spelling of an address that is here already", "each address once", ConfigErrorCode.Conflict);
                isGood = false;
                continue;
            }

            validation.Error($"Documents:{address}", $"\"{address}\"", "an http or https address without a fragment", ConfigErrorCode.InvalidValue);
            isGood = false;
        }

        return isGood;
    }

    private static string Folder(ValidationOptions options) =>
        options.Folder ?? Path.GetDirectoryName(options.OpenApi ?? options.Body ?? options.Query ?? options.Headers)!;

    private static string Member(ValidationOptions options) =>
        options.OpenApi is not null ? "OpenApi" : options.Body is not null ? "Body" : options.Query is not null ? "Query" : "Headers";
}
