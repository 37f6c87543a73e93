using System.CommandLine;
using Gateway.JsonSchema;

namespace Gateway.Cli.Contract;

/// <summary><c>gateway contract check</c>: do these documents keep that schema? Offline, with the engine that the gateway enforces contracts with.</summary>
internal static class ContractCheckCommand
{
    public static Command Create()
    {
        var schema = new Option<string?>("--schema") { Description = "A JSON Schema, JSON or YAML. Files that it refers to have to be in its folder.", HelpName = "PATH" };
        var openApi = new Option<string?>("--openapi") { Description = "An OpenAPI document, 3.0 or 3.1, JSON or YAML. Without --operation only the document itself is checked.", HelpName = "PATH" };
        var operation = new Option<string?>("--operation") { Description = "With --openapi: the operationId (or \"GET /path\") whose body FILE has to be.", HelpName = "ID" };
        var response = WholeNumberOption.CreateOptional("--response", 100, 599);
        (response.Description, response.HelpName) = ("With --operation: FILE is an answer of this status, not a request.", "STATUS");
        var mediaType = new Option<string>("--media-type") { Description = "With --operation: the media type of FILE.", HelpName = "TYPE", DefaultValueFactory = static _ => "application/json" };
        var dialect = new Option<string>("--dialect")
        {
            Description = $"What a schema without $schema is written in: {ContractDialects.Allowed}.",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "draft2020-12",
        };
        dialect.Validators.Add(static result =>
        {
            var name = result.GetValueOrDefault<string>();
            if (ContractDialects.Find(name) is null) result.AddError($"--dialect: found {name}; allowed: {ContractDialects.Allowed}");
        });
        var formats = new Option<bool>("--assert-formats") { Description = "With --schema: check \"format\", too. With --openapi it always is." };
        var lines = new Option<bool>("--lines") { Description = "Read lines {\"schema\": …, \"data\": …, \"format\": true|false} from standard input; answer each with valid, invalid or error." };
        var remotes = new Option<string?>("--remotes") { Description = "A JSON object of URLs and the documents that stand there, for references. Nothing is ever fetched.", HelpName = "PATH" };
        var files = new Argument<string[]>("FILE") { Description = "JSON documents to check; - is standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Check JSON documents against a JSON Schema or the body of an OpenAPI operation. Exit code 0: all are valid, 1: one is not, or the schema has mistakes.")
        {
            schema, openApi, operation, response, mediaType, dialect, formats, lines, remotes, files,
        };
        command.Validators.Add(result =>
        {
            var sources = new[] { result.GetValue(schema) is not null, result.GetValue(openApi) is not null, result.GetValue(lines) };
            var documents = result.GetValue(files) is { Length: > 0 };
            if (sources.Count(static s => s) != 1) result.AddError("allowed: one of --schema, --openapi and --lines");
            else if (result.GetValue(lines) && documents) result.AddError("--lines reads standard input; allowed: no FILE");
            else if (result.GetValue(operation) is not null && result.GetValue(openApi) is null) result.AddError("--operation is one of an OpenAPI document; allowed: with --openapi");
            else if (result.GetValue(openApi) is not null && documents && result.GetValue(operation) is null) result.AddError("--openapi with FILE; allowed: with --operation, too");
            else if (result.GetResult(response) is not null && result.GetValue(operation) is null) result.AddError("--response; allowed: with --operation");
        });
        command.SetAction(async (result, cancellation) =>
        {
            var known = new Dictionary<Uri, byte[]>();
            if (result.GetValue(remotes) is { } path)
            {
                if (ContractRemotes.Read(path, out var problem) is not { } read)
                {
                    await Console.Error.WriteLineAsync($"gateway contract check: {problem}");
                    return CommandLine.Invalid;
                }

                known = read;
            }

            var written = ContractDialects.Find(result.GetValue(dialect)!)!.Value;
            if (result.GetValue(lines))
            {
                // A file of a suite is UTF-8, whatever the terminal is.
                using var input = new StreamReader(Console.OpenStandardInput());
                await new ContractLines(known, written).RunAsync(input, Console.Out, Console.Error, cancellation);
                return CommandLine.Success;
            }

            var check = new ContractCheck(Console.Out, Console.Error);
            var names = result.GetValue(files)!;
            return result.GetValue(schema) is { } schemaPath
                ? await check.SchemaAsync(schemaPath, known, new JsonSchemaOptions { Dialect = written, AssertFormats = result.GetValue(formats) }, names, cancellation)
                : await check.OpenApiAsync(result.GetValue(openApi)!, result.GetValue(operation), result.GetValue(response), result.GetValue(mediaType)!, names, cancellation);
        });
        return command;
    }
}
