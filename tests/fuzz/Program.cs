using Gateway.Fuzz.Cli;

// Exit codes: 0 nothing found, 1 a finding, 2 the command line is wrong.
var parsed = FuzzCommand.Create().Parse(args);
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? FuzzCommand.Wrong : exit;
