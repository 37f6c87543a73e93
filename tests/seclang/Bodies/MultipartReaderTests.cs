using System.Text;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

public sealed class MultipartReaderTests
{
    private const string Disposition = "Content-Disposition: form-data; name=\"a\"";

    private static CollectedRequest Read(string body, string contentType = "multipart/form-data; boundary=b", BodySettings? settings = null) =>
        new($"POST / HTTP/1.1\r\nContent-Type: {contentType}\r\n\r\n{body}", settings: settings);

    /// <summary>Lines with CR LF behind each.</summary>
    private static string Lines(params string[] lines) => string.Join("\r\n", lines) + "\r\n";

    [Fact]
    public void Parts_OfFieldsAndFiles_FillTheirCollections()
    {
        using var request = Read(Lines(
            "--b", Disposition, "", "line 1", "line 2", "",
            "--b", "content-disposition: form-data; filename=\"C:\\x\\\"y.php\"; name='f'", "Content-Type: text/plain", "", "12345", "",
            "--b", Disposition, "", "",
            "--b--"));
        Assert.Equal(["a=line 1\r\nline 2\r\n", "a="], request[Collection.ArgsPost]);
        Assert.Equal(request[Collection.ArgsPost], request[Collection.Args]);
        Assert.Equal(["f=C:\\x\"y.php"], request[Collection.Files]);
        Assert.Equal(["f=f"], request[Collection.FilesNames]);
        Assert.Equal(["f=7"], request[Collection.FilesSizes]);
        Assert.Equal(["7"], request[Collection.FilesCombinedSize]);
        Assert.Equal(["f=C:\\x\"y.php"], request[Collection.MultipartFilename]);
        Assert.Equal(["a=a", "f=f", "a=a"], request[Collection.MultipartName]);
        Assert.Equal(
            [$"a={Disposition}", "f=content-disposition: form-data; filename=\"C:\\x\\\"y.php\"; name='f'", "f=Content-Type: text/plain", $"a={Disposition}"],
            request[Collection.MultipartPartHeaders]);
        Assert.Equal("", request.Error);
        Assert.Equal(["1"], request[Collection.MultipartInvalidQuoting]);
        Assert.Equal(["1"], request[Collection.MultipartStrictError]);
        Assert.Empty(request[Collection.RequestBody]);
    }

    [Fact]
    public void Parts_OfAWellFormedBody_RaiseNoFlag()
    {
        using var request = Read(Lines("--b", Disposition, "", "x", "--b--"));
        foreach (var collection in Enum.GetValues<Collection>().Where(collection => collection is >= Collection.MultipartStrictError and <= Collection.MultipartFileLimitExceeded))
            Assert.Equal(["0"], request[collection]);
        Assert.Equal(["a=x"], request[Collection.Args]);
    }

    /// <summary>.NET's HttpClient sends both names; ASP.NET Core goes by the second, others by the first.</summary>
    [Theory]
    [InlineData("a.pdf", "UTF-8''x%2Ephp", "x.php")]
    [InlineData("\"a b.pdf\"", "utf-8'en'na%C3%AFve.php", "na\u00c3\u00afve.php")]
    [InlineData("a", "ISO-8859-1''%E9", "\u00e9")]
    [InlineData("a", "UTF-8''", "")]
    public void Part_WithTwoFilenames_HasBoth(string name, string extended, string decoded)
    {
        using var request = Read(Lines("--b", $"{Disposition}; filename={name}; filename*={extended}", "", "content", "--b--"));
        Assert.Equal("", request.Error);
        Assert.Equal([$"a={name.Trim('"')}", $"a={decoded}"], request[Collection.Files]);
        Assert.Equal(request[Collection.Files], request[Collection.MultipartFilename]);
        Assert.Equal(["0"], request[Collection.MultipartStrictError]);
        Assert.Equal(["a=7"], request[Collection.FilesSizes]);
        Assert.Empty(request[Collection.ArgsPost]);
    }

    /// <summary>Some frameworks take such a part for a file, others (Go, ASP.NET Core) for a field: it is both.</summary>
    [Fact]
    public void Part_WithAnEmptyFilename_IsAFieldAsWell()
    {
        using var request = Read(Lines("--b", $"{Disposition}; filename=\"\"", "", "attack", "--b--"));
        Assert.Equal("", request.Error);
        Assert.Equal(["a=attack"], request[Collection.ArgsPost]);
        Assert.Equal(["a="], request[Collection.Files]);
        Assert.Equal(["a=6"], request[Collection.FilesSizes]);
    }

    public static TheoryData<string, string> Flagged => new()
    {
        { nameof(Collection.MultipartDataBefore), Lines("preamble", "--b", Disposition, "", "x", "--b--") },
        { nameof(Collection.MultipartDataAfter), Lines("--b", Disposition, "", "x", "--b--", "epilogue") },
        { nameof(Collection.MultipartHeaderFolding), Lines("--b", "Content-Disposition: form-data;", "\tname=\"a\"", "", "x", "--b--") },
        { nameof(Collection.MultipartInvalidHeaderFolding), Lines("--b", "Content-Disposition: form-data;", "\vname=\"a\"", "", "x", "--b--") },
        { nameof(Collection.MultipartLfLine), $"--b\n{Disposition}\n\nx\n--b--\n" },
        { nameof(Collection.MultipartLfLine), $"--b\r\n{Disposition}\r\n\r\nx\n--b--\r\n" },
        { nameof(Collection.MultipartLfLine), $"--b\r\n{Disposition}\r\n\r\nx\n--b--" },
        { nameof(Collection.MultipartCrlfLfLines), $"--b\r\n{Disposition}\n\r\nx\r\n--b--\r\n" },
        { nameof(Collection.MultipartInvalidQuoting), Lines("--b", "Content-Disposition: form-data; name='a'", "", "x", "--b--") },
        { nameof(Collection.MultipartInvalidPart), $"--b\r\n{Disposition}\r\n\r\n--b\r\nx\r\n--b--\r\n" },
        { nameof(Collection.MultipartInvalidPart), $"--b\r\n{Disposition}\r\n\r\n--b--" },
        { nameof(Collection.MultipartUnmatchedBoundary), Lines("--b", Disposition, "", "--other", "--b--") },
        { nameof(Collection.MultipartUnmatchedBoundary), Lines("--b", Disposition, "", "x --b", "--b--") },
    };

    [Theory]
    [MemberData(nameof(Flagged))]
    public void Body_ThatParsersReadDifferently_RaisesItsFlag(string flag, string body)
    {
        using var request = Read(body);
        Assert.Equal(["1"], request[Enum.Parse<Collection>(flag)]);
        Assert.Equal("", request.Error);
        Assert.Single(request[Collection.Args]);
        var strict = flag is not (nameof(Collection.MultipartUnmatchedBoundary));
        Assert.Equal([strict ? "1" : "0"], request[Collection.MultipartStrictError]);
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData(": no name")]
    [InlineData("X Y: space in the name")]
    [InlineData(" folded first")]
    [InlineData("Content-Type: text/plain")]
    [InlineData("X: \0")]
    [InlineData("Content-Disposition: attachment; name=a")]
    [InlineData("Content-Disposition: form-data; name=\"a")]
    [InlineData("Content-Disposition: form-data; name=\"a\\")]
    [InlineData("Content-Disposition: form-data; name=\"a\"x")]
    [InlineData("Content-Disposition: form-data; name")]
    [InlineData("Content-Disposition: form-data; name=")]
    [InlineData("Content-Disposition: form-data name=a")]
    [InlineData("Content-Disposition: form-data; filename=x")]
    [InlineData("Content-Disposition: form-data; name=a; name=b")]
    [InlineData("Content-Disposition: form-data; name=a; filename=b; filename=c")]
    [InlineData("Content-Disposition: form-data; name=a; filename*=UTF-8''x")]
    [InlineData("Content-Disposition: form-data; name=a; filename*=UTF-8''x; filename=y")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8''x; filename*=UTF-8''y")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=\"UTF-8''x\"")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=utf-7''x")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8'x")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8''x%2")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8''x%zz")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; filename*=UTF-8''x'y")]
    [InlineData("Content-Disposition: form-data; name=a; filename=x; Filename*=UTF-8''x")]
    [InlineData("Content-Disposition: form-data; name=a; filename =x")]
    public void Headers_OfAPartThatAreInvalid_AreAStrictErrorAndStillSeen(string header)
    {
        using var request = Read(Lines("--b", header, "", "x", "--b--"));
        Assert.Equal(["1"], request[Collection.ReqbodyError]);
        Assert.Equal(["1"], request[Collection.MultipartStrictError]);
        Assert.StartsWith("Multipart: ", request.Error);
        Assert.EndsWith("x\r\n--b--\r\n", request[Collection.ArgsPost][^1]);
        if (!header.StartsWith(' ') && !header.Contains('\0')) Assert.Contains(request[Collection.MultipartPartHeaders], line => line.EndsWith(header, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--b\r\n" + Disposition + "\r\n\r\nx", "the final boundary is missing")]
    [InlineData("x\r\ny", "there is no boundary in the body")]
    public void Body_WithoutItsEnd_IsAnErrorOfTheBody(string body, string error)
    {
        using var request = Read(body);
        Assert.Equal("Multipart: " + error, request.Error);
        Assert.Equal(error[4] == 'f' ? ["a=x"] : [], request[Collection.Args]);
    }

    [Theory]
    [InlineData("--bx")]
    [InlineData("--b \r\nx")]
    [InlineData("-- b\r\nx")]
    public void Boundary_InAnotherForm_IsAStrictError(string boundary)
    {
        using var request = Read("--b\r\n" + Disposition + "\r\n\r\nx\r\n" + boundary + "\r\n\r\n--b--\r\n");
        Assert.Equal(["1"], request[Collection.MultipartStrictError]);
        Assert.Equal(["1"], request[Collection.ReqbodyError]);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", "0", "")]
    [InlineData("Multipart/Form-Data;boundary=b", "0", "")]
    [InlineData("multipart/form-data; boundary=b; charset=utf-8", "0", "")]
    [InlineData("multipart/form-data; charset=utf-8; boundary=b", "0", "")]
    [InlineData("multipart/form-data; boundary=\"b\"", "1", "")]
    [InlineData("multipart/form-data; boundary=\"b\"; charset=utf-8", "1", "")]
    [InlineData("multipart/form-data; boundary =b", "1", "")]
    [InlineData("multipart/form-data; boundary= b", "1", "")]
    [InlineData("multipart/form-data boundary=b", "1", "")]
    [InlineData("multipart/form-data; Boundary=b", "1", "Multipart: boundary is not in lower case")]
    [InlineData("multipart/form-data; boundary=b; boundary=c", "1", "Multipart: Content-Type has several boundaries")]
    [InlineData("multipart/form-data; x=\"boundary=c\"; boundary=b", "1", "Multipart: Content-Type has several boundaries")]
    [InlineData("multipart/form-data; boundary*=b", "1", "Multipart: a parameter only begins with the word boundary")]
    [InlineData("multipart/form-data; boundary=\"b", "1", "Multipart: the boundary is partly quoted")]
    [InlineData("multipart/form-data; boundary=b\"", "1", "Multipart: the boundary is partly quoted")]
    [InlineData("multipart/form-data; boundary=", "1", "Multipart: the boundary is empty")]
    [InlineData("multipart/form-data; boundary=b@", "1", "Multipart: the boundary has characters that RFC 2046 does not allow")]
    [InlineData("multipart/form-data", "1", "Multipart: Content-Type has no boundary")]
    [InlineData("multipart/form-dataX; boundary=b", "1", "Multipart: Content-Type is not multipart/form-data")]
    public void ContentType_OfAMultipartBody_IsReadParameterByParameter(string contentType, string strict, string error)
    {
        using var request = Read(Lines("--b", Disposition, "", "x", "--b--"), contentType);
        Assert.Equal(error, request.Error);
        Assert.Equal([strict], request[Collection.MultipartStrictError]);
        Assert.Equal([error.Length == 0 ? "a=x" : "multipart=" + Lines("--b", Disposition, "", "x", "--b--")], request[Collection.Args]);
    }

    [Fact]
    public void Boundary_ThatHoldsTheWordBoundary_IsNotCountedTwice()
    {
        using var request = Read(Lines("--geckoformboundary1", Disposition, "", "x", "--geckoformboundary1--"), "multipart/form-data; boundary=geckoformboundary1;charset=utf-8");
        Assert.Equal("", request.Error);
        Assert.Equal(["a=x"], request[Collection.Args]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4095)]
    [InlineData(4097)]
    public void Body_InPieces_ReadsAsInOne(int size)
    {
        var value = new string('x', 4095) + "\r\n" + new string('y', 9000) + "\r";
        var body = Encoding.Latin1.GetBytes(Lines("--b", Disposition, "", value, "--b", "Content-Disposition: form-data; name=f; filename=g", "", value, "--b--"));
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        collector.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
        collector.Header("Content-Type"u8, "multipart/form-data; boundary=b"u8);
        collector.EndHead(BodySettings.Default);
        for (var i = 0; i < body.Length; i += size) collector.Body.Append(body.AsSpan(i, Math.Min(size, body.Length - i)));
        collector.Body.End();
        Assert.Equal(["a=" + value], CollectedRequest.Show(table, Collection.Args));
        Assert.Equal([$"f={value.Length}"], CollectedRequest.Show(table, Collection.FilesSizes));
        Assert.Equal(["0"], CollectedRequest.Show(table, Collection.MultipartStrictError));
    }

    [Fact]
    public void File_OfManyMegabytes_NeedsNoMemory()
    {
        using var table = new ValueTable();
        using var collector = new RequestCollector(table);
        collector.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
        collector.Header("Content-Type"u8, "multipart/form-data; boundary=b"u8);
        collector.EndHead(BodySettings.Default);
        collector.Body.Append("--b\r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\n"u8);
        var piece = new byte[100_000];
        for (var i = 0; i < 100; i++) collector.Body.Append(piece);
        collector.Body.Append("\r\n--b--\r\n"u8);
        collector.Body.End();
        Assert.Equal(["f=10000000"], CollectedRequest.Show(table, Collection.FilesSizes));
        Assert.Equal(["0"], CollectedRequest.Show(table, Collection.ReqbodyError));
        Assert.InRange(table.Arena.Used, 1, 2000);
    }

    [Fact]
    public void Bounds_OfFieldsFilesAndHeaders_AreErrors()
    {
        var field = $"--b\r\n{Disposition}\r\n\r\n{new string('x', 100)}\r\n";
        using var fields = Read(field + field + "--b--\r\n", settings: new BodySettings { NoFilesLimit = 200 });
        Assert.Equal("Multipart: the fields are larger than allowed", fields.Error);
        Assert.True(fields.Body.LimitExceeded);
        using var arguments = Read(field + field + "--b--\r\n", settings: new BodySettings { MaxArguments = 1 });
        Assert.Equal("Multipart: more arguments than allowed", arguments.Error);
        const string file = "--b\r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\n\r\n";
        using var files = Read(file + file + "--b--\r\n", settings: new BodySettings { MaxFiles = 1 });
        Assert.Equal(["1"], files[Collection.MultipartFileLimitExceeded]);
        Assert.Equal(2, files[Collection.Files].Length);
        using var headers = Read("--b\r\n" + string.Concat(Enumerable.Range(0, 70).Select(i => $"X{i}: y\r\n")) + "\r\n");
        Assert.Equal("Multipart: a part has too many headers", headers.Error);
        using var longLine = Read("--b\r\nX: " + new string('y', 5000) + "\r\n\r\n");
        Assert.Equal("Multipart: a header line of a part is too long", longLine.Error);
        using var folds = Read("--b\r\nX: 1\r\n" + string.Concat(Enumerable.Repeat(" yyyyyyyyyyyyyyyyyyyy\r\n", 300)) + "\r\n");
        Assert.Equal("Multipart: a header of a part is too long", folds.Error);
    }
}
