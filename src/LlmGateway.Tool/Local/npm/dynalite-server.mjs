// Runs dynalite on a free loopback port, says which on standard output, and ends when standard input does:
// a tool that was killed leaves no server behind.
import dynalite from 'dynalite'

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
// Ctrl+C goes to the whole process group; the tool decides when this ends.
process.on('SIGINT', () => {})
