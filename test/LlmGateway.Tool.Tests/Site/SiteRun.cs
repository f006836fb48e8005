using System.IO.Compression;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.Site;

/// <summary>The sample stack with a page in front, running.</summary>
internal sealed class SiteRun : IAsyncDisposable
{
    private const string Config = """
        {"version":1,"restUrl":"/prod","webSocketUrl":"wss://<<marker:0xbaba:0>>.execute-api.<<marker:0xbaba:1>>.amazonaws.com/prod","home":"https://<<marker:0xbaba:2>>/","auth":{"type":"apiKey"}}
        """;

    public static readonly string Style = string.Concat(Enumerable.Repeat(".a { color: red; }\n", 100));

    private readonly SampleAssembly _assembly;

    private SiteRun(SampleAssembly assembly, LocalRun run)
    {
        (_assembly, Run) = (assembly, run);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new UriBuilder(run.Page!) { Host = "127.0.0.1" }.Uri, Timeout = TimeSpan.FromSeconds(60) };
    }

    public LocalRun Run { get; }
    public HttpClient Http { get; }

    public static async Task<SiteRun> StartAsync(Action<JsonObject>? change = null, Func<LocalRunOptions, LocalRunOptions>? options = null)
    {
        var assembly = new SampleAssembly(template =>
        {
            var resources = (JsonObject)template["Resources"]!;
            foreach (var (id, resource) in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Site", "site-template.json")))!.AsObject()) resources[id] = resource!.DeepClone();
            SampleAssembly.PropertiesOf(template, "Fallback")["FunctionCode"] = PageContract.Fallback;
            change?.Invoke(template);
        });
        try
        {
            WriteAssets(assembly.Folder);
            var wanted = new LocalRunOptions { Source = assembly.Folder, Port = 0, Concurrency = 4 };
            return new SiteRun(assembly, await LocalRun.StartAsync(options?.Invoke(wanted) ?? wanted));
        }
        catch
        {
            assembly.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Run.DisposeAsync();
        _assembly.Dispose();
    }

    /// <summary>One asset is a folder, the other a zip, as the CDK makes both.</summary>
    private static void WriteAssets(string folder)
    {
        var page = Directory.CreateDirectory(Path.Combine(folder, "page")).FullName;
        Directory.CreateDirectory(Path.Combine(page, "assets"));
        File.WriteAllText(Path.Combine(page, "index.html"), "<!doctype html><title>Page</title>");
        File.WriteAllText(Path.Combine(page, "assets", "app-1234.js"), "export {};");
        File.WriteAllText(Path.Combine(page, "assets", "app-1234.css"), Style);
        using (var zip = ZipFile.Open(Path.Combine(folder, "config.zip"), ZipArchiveMode.Create))
        using (var entry = new StreamWriter(zip.CreateEntry("config.json").Open()))
            entry.Write(Config);
        File.WriteAllText(Path.Combine(folder, "Sample.assets.json"), """
            {"files":{
              "code":{"source":{"path":"code.zip","packaging":"file"},"destinations":{"here":{"bucketName":"b","objectKey":"code.zip"}}},
              "page":{"source":{"path":"page","packaging":"zip"},"destinations":{"here":{"bucketName":"b","objectKey":"page.zip"}}},
              "config":{"source":{"path":"config.zip","packaging":"file"},"destinations":{"here":{"bucketName":"b","objectKey":"config.zip"}}}}}
            """);
    }
}
