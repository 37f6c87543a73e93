using Gateway.JsonSchema;
using Gateway.Policies.Configuration;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Cli.Contract;

/// <summary>Checks files and writes a line about each, with its violations below.</summary>
internal sealed class ContractCheck(TextWriter output, TextWriter problems)
{
    private const string StandardInput = "-";

    private static readonly JsonSchemaLimits Limits = new()
    {
        MaxDepth = 256,
        MaxMembers = int.MaxValue,
        MaxItems = int.MaxValue,
        MaxStringBytes = int.MaxValue,
        MaxBytes = int.MaxValue,
        MaxViolations = 100,
    };

    public async Task<int> SchemaAsync(string path, IReadOnlyDictionary<Uri, byte[]> remotes, JsonSchemaOptions options, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        path = Path.GetFullPath(path);
        var findings = new SourceFindings();
        var documents = new DocumentSet(Path.GetDirectoryName(path)!, new Dictionary<string, string>(), findings);
        var root = documents.Load(path);
        JsonSchemaValidator? validator = null;
        if (root is not null && !findings.AnyError)
        {
            try
            {
                var catalog = new JsonSchemaCatalog();
                foreach (var document in documents.Documents) catalog.Add(document.Uri, document.Json);
                ContractRemotes.AddTo(catalog, remotes);
                validator = catalog.Compile(root.Uri, options with { Limits = Limits });
            }
            catch (JsonSchemaException error)
            {
                await problems.WriteLineAsync(error.Message);
            }
        }

        await WriteAsync(findings);
        if (validator is null) return CommandLine.Invalid;
        if (files.Count == 0) await output.WriteLineAsync($"{path}: a valid schema");
        return await FilesAsync(validator, files, cancellation);
    }

    public async Task<int> OpenApiAsync(string path, string? operation, int? status, string mediaType, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        path = Path.GetFullPath(path);
        var findings = new SourceFindings();
        var settings = new ContractSettings(path, Path.GetDirectoryName(path)!, "", null, AssertsFormats: true, ReadsResponses: true);
        var contract = OpenApiReader.Read(settings, findings, out _);
        await WriteAsync(findings);
        if (contract is null) return CommandLine.Invalid;
        var operations = contract.Paths.SelectMany(static p => p.Operations.Select(o => (Path: p, Operation: o))).ToList();
        if (operation is null)
        {
            await output.WriteLineAsync($"{path}: a valid OpenAPI document ({CommandLine.Count(contract.Paths.Count, "path")}, {CommandLine.Count(operations.Count, "operation")})");
            return CommandLine.Success;
        }

        var chosen = operations.Find(o => o.Operation.Id == operation || $"{o.Operation.Method} {o.Path.Template.Text}" == operation).Operation;
        if (chosen is null) return await RefuseAsync($"--operation: found no {operation} in {path}; allowed: {Few(operations.Select(static o => o.Operation.Id))}");
        if (Contents(chosen, status) is not { } contents)
            return await RefuseAsync(status is null ? $"--operation: {operation} has no request body" : $"--response: {operation} declares no answer of status {status}");
        if (!MediaType.TryParse(mediaType, out var type)) return await RefuseAsync($"--media-type: found {mediaType}; allowed: a media type");
        if (contents.Find(type) is not { } content) return await RefuseAsync($"--media-type: found {mediaType}; allowed: {contents}");
        if (content.Schema is null) return await RefuseAsync($"{operation} says nothing about the content of {mediaType}");
        if (files.Count == 0) return await RefuseAsync("--operation; allowed: with FILE");
        return await FilesAsync(content.Schema, files, cancellation);
    }

    private static ContractContents? Contents(ContractOperation operation, int? status) =>
        status is { } answered ? operation.Responses?.Find(answered)?.Contents : operation.Body?.Contents;

    private async Task<int> FilesAsync(JsonSchemaValidator validator, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        var result = CommandLine.Success;
        foreach (var file in files)
        {
            var name = file == StandardInput ? "standard input" : file;
            if (await ReadAsync(file, cancellation) is not { } bytes)
            {
                result = CommandLine.Invalid;
                continue;
            }

            var outcome = validator.Validate(bytes);
            await output.WriteLineAsync($"{name}: {(outcome.IsValid ? "valid" : "not valid")}");
            foreach (var violation in outcome.Violations)
                await output.WriteLineAsync($"  {(violation.InstancePath.Length == 0 ? "(the whole document)" : violation.InstancePath)}: {violation.Message} [{violation.SchemaPath}]");
            if (outcome.IsTruncated) await output.WriteLineAsync($"  and perhaps more; these are the first {outcome.Violations.Count}");
            if (!outcome.IsValid) result = CommandLine.Invalid;
        }

        return result;
    }

    private async Task<byte[]?> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            if (file != StandardInput) return await File.ReadAllBytesAsync(file, cancellation);
            using var all = new MemoryStream();
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(all, cancellation);
            return all.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await problems.WriteLineAsync($"gateway contract check: {file}: {error.Message}");
            return null;
        }
    }

    private async Task WriteAsync(SourceFindings findings)
    {
        foreach (var finding in findings.Items) await (finding.Severity is ConfigSeverity.Error ? problems : output).WriteLineAsync(finding.ToString());
    }

    private async Task<int> RefuseAsync(string problem)
    {
        await problems.WriteLineAsync($"gateway contract check: {problem}");
        return CommandLine.Invalid;
    }

    private static string Few(IEnumerable<string> ids)
    {
        var all = ids.Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", all.Take(20)) + (all.Count > 20 ? $" and {all.Count - 20} more" : "");
    }
}
