using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Files;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Files;

/// <summary>Files that requests name by address: a real server on this machine, and real connections.</summary>
public sealed class FetchTests : IDisposable
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8];

    private readonly FileServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/png; charset=binary")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    public async Task An_image_becomes_bytes_before_the_model_is_asked(string contentType)
    {
        _server.Answer = _ => FileServer.Ok(Png, contentType);
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png")));
        scene.Status.Should().Be(200, scene.Body);
        var image = scene.Calls.Single().Request.Messages[0].Content.Single().Should().BeOfType<ImagePart>().Subject;
        (image.MediaType, Convert.ToHexString(image.Data.Span)).Should().Be(("image/png", Convert.ToHexString(Png)));
    }

    [Fact]
    public async Task A_document_within_a_tools_result_is_fetched_too()
    {
        _server.Answer = _ => FileServer.Ok("%PDF-1.7"u8.ToArray(), "application/pdf");
        var scene = Loopback();
        var source = $$$"""{"type":"document","title":"T","source":{"type":"url","url":"{{{_server.Url("/a.pdf")}}}"}}""";
        await scene.RunAsync($$$"""
            {"model":"small","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{{{source}}}]}]}]}
            """, "/v1/messages");
        scene.Status.Should().Be(200, scene.Body);
        scene.Calls.Single().Request.Messages[2].Content.Single().Should().BeOfType<ToolResultPart>().Which.Content.Single().Should().BeOfType<DocumentPart>()
            .Which.Should().BeEquivalentTo(new { Name = "T", MediaType = "application/pdf" });
        _server.Asked.Should().Be(1);
    }

    [Fact]
    public async Task Nothing_is_fetched_in_pass_through()
    {
        var scene = new Scene { Spoken = WireProtocol.OpenAiChat, Upstream = (_, _) => Scene.Say(new WirePayload("{}"u8.ToArray(), [new AnswerEnded(FinishReason.Stop)])), Files = new RemoteFiles(PublicConnections.Create(loopback: true)) };
        await scene.RunAsync(Image(_server.Url("/a.png")));
        scene.Status.Should().Be(200);
        _server.Asked.Should().Be(0);
    }

    [Fact]
    public async Task What_is_refused_anyway_makes_nobody_fetch()
    {
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png"))[..^1] + ",\"n\":2}");
        scene.Status.Should().Be(400);
        _server.Asked.Should().Be(0);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/a.png")]
    [InlineData("http://localhost:{0}/a.png")]
    [InlineData("http://2130706433:{0}/a.png")]
    [InlineData("http://0x7f.1:{0}/a.png")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/a.png")]
    [InlineData("http://0.0.0.0:{0}/a.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://10.0.0.1/")]
    public async Task Only_public_addresses_are_fetched_from(string url)
    {
        var scene = new Scene();
        await scene.RunAsync(Image(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, _server.Port)));
        Refusal(scene).Should().Be("'messages[0].content[0].image_url.url' leads to an address that is not public, and this gateway fetches from no other.");
        _server.Asked.Should().Be(0);
    }

    [Fact]
    public async Task A_name_that_means_another_address_a_moment_later_gains_nothing()
    {
        var resolved = 0;
        var http = PublicConnections.Create(resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(resolved++ == 0 ? "127.0.0.1" : "8.8.8.8")]));
        var scene = new Scene { Files = new RemoteFiles(http) };
        await scene.RunAsync(Image($"http://rebind.example:{_server.Port}/a.png"));
        Refusal(scene).Should().Contain("not public");
        resolved.Should().Be(1, "the address that is checked is the one that is connected to");
        _server.Asked.Should().Be(0);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "leads to an address that is not public, and this gateway fetches from no other.")]
    [InlineData("file:///etc/passwd", "leads to an address that is neither http nor https.")]
    [InlineData("/again", "is redirected more than 5 times.")]
    public async Task A_redirect_is_as_strange_as_the_first_address(string location, string why)
    {
        _server.Answer = _ => Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png")));
        Refusal(scene).Should().Be("'messages[0].content[0].image_url.url' " + why);
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        _server.Answer = path => path == "/b.png" ? FileServer.Ok(Png, "image/png") : "HTTP/1.1 301 Moved\r\nLocation: /b.png\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png")));
        scene.Status.Should().Be(200, scene.Body);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "could not be fetched: its server answered 404.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n", "is too large: 10 MB are the most for one file, and 20 MB for a request's files together.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", "is of the type 'text/html'; an image must be one of image/png, image/jpeg, image/gif, image/webp.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nx", "could not be fetched.")]
    [InlineData("nonsense\r\n\r\n", "could not be fetched.")]
    public async Task What_can_not_be_had_is_the_callers_to_know(string answer, string why)
    {
        _server.Answer = _ => Encoding.ASCII.GetBytes(answer);
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png")));
        Refusal(scene).Should().Be("'messages[0].content[0].image_url.url' " + why);
        scene.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_body_without_length_is_read_no_further_than_allowed()
    {
        _server.Answer = _ => [.. "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n"u8, .. new byte[11 * 1024 * 1024]];
        var scene = Loopback();
        await scene.RunAsync(Image(_server.Url("/a.png")));
        Refusal(scene).Should().Contain("is too large");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_waited_for_ten_seconds()
    {
        _server.Answer = _ => null;
        var scene = Loopback();
        var running = scene.RunAsync(Image(_server.Url("/a.png")));
        await _server.FirstAsked;
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await running;
        Refusal(scene).Should().Be("'messages[0].content[0].image_url.url' took longer than 10 s to fetch; send the file itself.");
    }

    [Fact]
    public async Task Twenty_files_are_the_most()
    {
        var scene = Loopback();
        var parts = string.Join(',', Enumerable.Range(0, 21).Select(number => $$$"""{"type":"image_url","image_url":{"url":"{{{_server.Url($"/{number}.png")}}}"}}"""));
        await scene.RunAsync($$"""{"model":"small","messages":[{"role":"user","content":[{{parts}}]}]}""");
        Refusal(scene).Should().StartWith("The messages name 21 images and documents");
        _server.Asked.Should().Be(0);
    }

    private static Scene Loopback() => new() { Files = new RemoteFiles(PublicConnections.Create(loopback: true)) };

    private static string Image(string url) => $$$"""{"model":"small","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{url}}}"}}]}]}""";

    private static string Refusal(Scene scene)
    {
        scene.Status.Should().Be(400, scene.Body);
        return JsonNode.Parse(scene.Body)!["error"]!["message"]!.GetValue<string>();
    }

    /// <summary>Sends bytes as they are, so that it can be wrong.</summary>
    private sealed class FileServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Socket> _open = [];
        private int _asked;

        public FileServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        /// <summary>By path; null: silence.</summary>
        public Func<string, byte[]?> Answer { get; set; } = _ => Ok(Png, "image/png");

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public int Asked => _asked;
        public Task FirstAsked => _first.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

        public static byte[] Ok(byte[] body, string contentType) =>
        [
            .. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{(contentType.Length > 0 ? $"Content-Type: {contentType}\r\n" : "")}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body,
        ];

        public void Dispose()
        {
            _listener.Dispose();
            foreach (var socket in _open) socket.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true) _ = AnswerAsync(await _listener.AcceptSocketAsync());
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
            {
            }
        }

        private async Task AnswerAsync(Socket socket)
        {
            _open.Add(socket);
            Interlocked.Increment(ref _asked);
            try
            {
                var buffer = new byte[8192];
                var length = await socket.ReceiveAsync(buffer);
                _first.TrySetResult();
                if (Answer(Encoding.ASCII.GetString(buffer, 0, length).Split(' ')[1]) is not { } answer) return;
                await socket.SendAsync(answer);
                socket.Dispose();
            }
            catch (SocketException)
            {
                // Who had enough hangs up.
            }
        }
    }
}
