using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.UnitTests.Validation;

/// <summary>The declared path that a request's path is: exactly, and the most specific one.</summary>
public sealed class PathTableTests
{
    private static readonly string[] Paths =
    [
        "/", "/items", "/items/", "/items/default", "/items/{id}", "/items/{id}.json", "/items/{id}/parts/{part}", "/items/default/parts", "/{any}/special",
        "/reports/{year}-{month}", "/reports/{year}-{month}.csv", "/reports/v{n}", "/files/{a}/{b}/{c}", "/files/x/{b}/end", "/cars{color}", "/ü/{x}",
    ];

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/items", "/items")]
    [InlineData("/items/", "/items/")]
    [InlineData("/items/default", "/items/default")]
    [InlineData("/items/7", "/items/{id}", "7")]
    [InlineData("/items/defaults", "/items/{id}", "defaults")]
    [InlineData("/items/7.json", "/items/{id}.json", "7")]
    [InlineData("/items/a.b.json", "/items/{id}.json", "a.b")]
    [InlineData("/items/.json", "/items/{id}", ".json")]
    [InlineData("/items/default/parts", "/items/default/parts")]
    [InlineData("/items/default/parts/9", "/items/{id}/parts/{part}", "default", "9")]
    [InlineData("/items/special", "/items/{id}", "special")]
    [InlineData("/other/special", "/{any}/special", "other")]
    [InlineData("/reports/2024-05", "/reports/{year}-{month}", "2024", "05")]
    [InlineData("/reports/2024-05.csv", "/reports/{year}-{month}.csv", "2024", "05")]
    [InlineData("/reports/2024-05-06", "/reports/{year}-{month}", "2024", "05-06")]
    [InlineData("/reports/v2", "/reports/v{n}", "2")]
    [InlineData("/files/x/y/z", "/files/{a}/{b}/{c}", "x", "y", "z")]
    [InlineData("/files/x/y/end", "/files/x/{b}/end", "y")]
    [InlineData("/cars;color=blue", "/cars{color}", ";color=blue")]
    [InlineData("/ü/1", "/ü/{x}", "1")]
    [InlineData("/reports/v", null)]
    [InlineData("/reports/-5", null)]
    [InlineData("/ITEMS", null)]
    [InlineData("/items/7/", null)]
    [InlineData("/items//parts/1", null)]
    [InlineData("/items/7/parts", null)]
    [InlineData("", null)]
    [InlineData("/cars", null)]
    public void Find_Path_IsTheMostSpecificDeclaredOne(string path, string? template, params string[] values)
    {
        Assert.Equal(16, Paths.Length);
        var table = new PathTable(Paths.Select(p => new ContractPath(PathTemplate.Parse(p).Template!)));
        var captures = new Range[ContractLimits.MaxPathParameters];

        var found = table.Find(path, captures);

        Assert.Equal(template, found?.Template.Text);
        if (found is not null) Assert.Equal(values, found.Template.Parameters.Select((_, i) => path[captures[i]]));
    }

    [Theory]
    [InlineData("items")]
    [InlineData("/a{b")]
    [InlineData("/a}b")]
    [InlineData("/a/{}")]
    [InlineData("/a/{x}{y}")]
    [InlineData("/a/{x}/{x}")]
    [InlineData("/a?b=1")]
    [InlineData("/a#b")]
    [InlineData("/{{x}}")]
    public void Parse_WhatIsNoTemplate_IsRefused(string text)
    {
        var (template, problem) = PathTemplate.Parse(text);

        Assert.Null(template);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Find_AThousandPaths_AllocatesNothing()
    {
        var table = new PathTable(Enumerable.Range(0, 1000).Select(i => new ContractPath(PathTemplate.Parse($"/r{i}/{{id}}/sub").Template!)));
        var captures = new Range[ContractLimits.MaxPathParameters];
        Assert.NotNull(table.Find("/r500/7/sub", captures));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) table.Find("/r500/7/sub", captures);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
