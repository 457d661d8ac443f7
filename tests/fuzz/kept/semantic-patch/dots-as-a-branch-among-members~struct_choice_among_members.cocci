@@identifier I;@@struct port{
(...
|I[3]
)...}