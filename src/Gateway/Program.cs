using Gateway.Cli;

return await CommandLine.InvokeAsync(args);
