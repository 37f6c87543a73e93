namespace Gateway.LoadTests.Drivers;

/// <summary>Scripts (Lua) for wrk.</summary>
internal static class WrkScript
{
    /// <summary>Every request takes the next token of a file. The requests are made before the first one is sent.</summary>
    public static string TakingTurns(string tokensPath) => ForEachLine(tokensPath, """
            wrk.headers["Authorization"] = "Bearer " .. line
            requests[#requests + 1] = wrk.format()
        """);

    /// <summary>Every request takes the next path of a file.</summary>
    public static string OverPaths(string pathsPath) => ForEachLine(pathsPath, """    requests[#requests + 1] = wrk.format(nil, line)""");

    private static string ForEachLine(string file, string body) => $$"""
        local requests, turn = {}, 0
        function init(args)
          for line in io.lines("{{file}}") do
        {{body}}
          end
        end
        function request()
          turn = turn % #requests + 1
          return requests[turn]
        end
        """;

    /// <summary>Every request POSTs a file. It is read once.</summary>
    public static string Posting(string path) => $$"""
        wrk.method = "POST"
        local file = assert(io.open("{{path}}", "rb"))
        wrk.body = file:read("*a")
        file:close()
        """;
}
